using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>Checkpoints in a folder of this machine, or of a file system that machines share.</summary>
public sealed class FolderCheckpointStorage(string place) : ICheckpointStorage
{
    private const int ProbeBytes = 4096;

    /// <inheritdoc/>
    public string Place => place;

    /// <summary>Opens the folder of one trial, which may lie anywhere.</summary>
    public static ICheckpointFiles OpenFolder(string place) => new FolderCheckpoints(place);

    /// <inheritdoc/>
    public ICheckpointFiles Open(string place) => OpenFolder(place);

    /// <inheritdoc/>
    public async Task CheckAsync(string setting, CancellationToken cancellation)
    {
        var path = Path.Combine(place, $".probe-{Guid.NewGuid():N}.tmp");
        var content = new byte[ProbeBytes];
        content.AsSpan().Fill(0x5a);
        try
        {
            FolderAccess.CreateFolder(place);
            try
            {
                await using (var file = FolderAccess.CreateFile(path))
                {
                    await file.WriteAsync(content, cancellation);
                    file.Flush(flushToDisk: true);
                }

                if (!(await File.ReadAllBytesAsync(path, cancellation)).AsSpan().SequenceEqual(content))
                {
                    throw new SweepException(
                        $"Checkpoints can't be kept in {place}: what is read is not what was written. "
                        + $"Choose another folder with {setting}.",
                        SweepErrorKind.Environment);
                }
            }
            finally
            {
                File.Delete(path);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"Checkpoints can't be kept in {place}: {refused.Message.TrimEnd('.')}. Let this user write there, make room, or choose "
                + $"another folder with {setting}.",
                SweepErrorKind.Environment,
                refused);
        }
    }

    /// <inheritdoc/>
    public Task CheckReadingAsync(string setting, CancellationToken cancellation)
    {
        try
        {
            if (Directory.Exists(place))
                _ = Directory.EnumerateFileSystemEntries(place).Any();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"Checkpoints can't be read from {place}: {refused.Message.TrimEnd('.')}. Let this user read there, or choose another "
                + $"folder with {setting}.",
                SweepErrorKind.Environment,
                refused);
        }

        return File.Exists(place)
            ? throw new SweepException(
                $"Checkpoints can't be read from {place}: it is a file. Choose a folder with {setting}.", SweepErrorKind.Environment)
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredCheckpoints>> ListAsync(string sweepId, CancellationToken cancellation)
    {
        var folder = new DirectoryInfo(Path.Combine(place, sweepId));
        try
        {
            return Task.FromResult<IReadOnlyList<StoredCheckpoints>>(folder.Exists
                ? [.. folder.EnumerateDirectories().Select(trial => new StoredCheckpoints(trial.Name, SizeOf(trial)))]
                : []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{folder.FullName} can't be read: {error.Message} Make the folder readable, and try again.",
                SweepErrorKind.Environment,
                error);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string sweepId, string? trial, CancellationToken cancellation)
    {
        var folder = trial is null ? Path.Combine(place, sweepId) : Path.Combine(place, sweepId, trial);
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{folder} can't be deleted: {error.Message} Make the folder writable, and run the command again.",
                SweepErrorKind.Environment,
                error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static long SizeOf(DirectoryInfo folder) =>
        folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
