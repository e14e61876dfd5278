using SweepCluster.Model.Files;

namespace SweepCluster.Training.Checkpoints;

/// <summary>Permissions of new checkpoint files and of their folders, on systems with POSIX permissions: for their owner alone, and also
/// for their group if the folder in which they are created gives its group more than everybody: a person who sets up a folder that workers
/// of several users share makes it so.</summary>
internal static class FolderAccess
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Creates a folder if there is none, and its missing parents.</summary>
    /// <exception cref="IOException">The folder can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create it.</exception>
    public static void CreateFolder(string path) => OwnerOnly.CreateFolder(path, ModeOf);

    /// <summary>Creates a file for writing; it must not exist.</summary>
    /// <exception cref="IOException">The file exists, or can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create it.</exception>
    public static FileStream CreateFile(string path)
    {
        var options = OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None);
        if (!OperatingSystem.IsWindows() && IsShared(path))
            options.UnixCreateMode = Owner | Group;
        return new(path, options);
    }

    private static UnixFileMode ModeOf(string folder) => IsShared(folder)
        ? Owner | Group | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
        : Owner | UnixFileMode.UserExecute;

    private static bool IsShared(string path)
    {
        if (OperatingSystem.IsWindows())
            return false;
        var mode = File.GetUnixFileMode(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return (mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == UnixFileMode.GroupWrite
            || (mode & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == UnixFileMode.GroupExecute;
    }
}
