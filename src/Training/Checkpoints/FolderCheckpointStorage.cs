using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>Checkpoints in a folder of this machine, or of a file system that machines share.</summary>
public sealed class FolderCheckpointStorage(string place) : ICheckpointStorage
{
    /// <inheritdoc/>
    public string Place => place;

    /// <summary>Opens the folder of one trial, which may lie anywhere.</summary>
    public static ICheckpointFiles OpenFolder(string place) => new FolderCheckpoints(place);

    /// <inheritdoc/>
    public ICheckpointFiles Open(string place) => OpenFolder(place);

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(place, $"check-{Guid.NewGuid():N}.tmp");
        try
        {
            FolderAccess.CreateFolder(place);
            byte[] written = [1, 2, 3];
            await using (var stream = FolderAccess.CreateFile(file))
                await stream.WriteAsync(written, cancellation);
            var read = await File.ReadAllBytesAsync(file, cancellation);
            File.Delete(file);
            if (!read.AsSpan().SequenceEqual(written))
                throw new IOException("A file was read with other bytes than it was written with.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"Checkpoints can't be kept in {place}: {error.Message} Make room, or the folder writable for the user of this process, "
                + "or name another folder.",
                SweepErrorKind.Environment,
                error);
        }
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
                $"{folder} can't be deleted: {error.Message} Make the folder writable, and run the verb again.",
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
