using SweepCluster.Model;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The files of checkpoints on this machine, to be measured and deleted.</summary>
internal static class CheckpointFolders
{
    /// <summary>The folders of sweeps that are not recorded: what is left where a deletion or a home was cut off.</summary>
    public static IReadOnlyList<string> WithoutSweep(string root, IReadOnlySet<string> recorded) => Directory.Exists(root)
        ? [.. Directory.GetDirectories(root).Where(folder => !recorded.Contains(Path.GetFileName(folder)))]
        : [];

    /// <summary>Files of a sweep that no trial reads: temporary ones, and damaged ones that were set aside.</summary>
    public static IReadOnlyList<string> LeftOver(string root, string sweep)
    {
        var folder = Path.Combine(root, sweep);
        return Directory.Exists(folder)
            ?
            [
                .. Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories),
                .. Directory.EnumerateFiles(folder, "*.damaged-*", SearchOption.AllDirectories),
            ]
            : [];
    }

    /// <summary>Size in bytes of a file, or of all files of a folder.</summary>
    public static long SizeOf(string path) => File.Exists(path)
        ? new FileInfo(path).Length
        : new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>Deletes a file, or a folder with all it has; nothing happens if there is neither.</summary>
    /// <exception cref="SweepException">It can't be deleted.</exception>
    public static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{path} can't be deleted: {error.Message} Make the folder writable, and run the command again.",
                SweepErrorKind.Environment,
                error);
        }
    }
}
