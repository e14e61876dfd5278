using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.S3;

/// <summary>The checkpoint files of one trial as objects of a bucket. An object is written by one request, so that it is there whole or
/// not at all, and no temporary file is left by a process that is killed.</summary>
/// <param name="prefix">Prefix of the keys of the trial's objects, without a slash at its end.</param>
internal sealed class S3CheckpointFiles(S3Bucket bucket, string prefix) : ICheckpointFiles
{
    /// <summary>Length of the first read in bytes, which covers the header of most checkpoints: a thousand epochs take about
    /// 100 kB.</summary>
    private const long FirstBytes = 1 << 16;

    /// <summary>Maximum reads of a file that is replaced in between.</summary>
    private const int MaxReads = 3;

    /// <inheritdoc/>
    public string Locate(string name) => bucket.Url(name.Length == 0 ? prefix : Key(name));

    /// <inheritdoc/>
    public bool Exists(string name) => Run(() => bucket.ReadAsync(Key(name), maxBytes: 1, CancellationToken.None)) is not null;

    /// <inheritdoc/>
    public SafetensorsFile? Read(string name) => Run(() => bucket.ReadAsync(Key(name), maxBytes: null, CancellationToken.None)) is { } found
        ? SafetensorsFile.Parse(found.Bytes, Locate(name))
        : null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? ReadMetadata(string name)
    {
        var wanted = FirstBytes;
        for (var attempt = 0; attempt < MaxReads; attempt++)
        {
            var bytes = wanted;
            if (Run(() => bucket.ReadAsync(Key(name), bytes, CancellationToken.None)) is not { } found)
                return null;
            var metadata = SafetensorsFile.ParseMetadata(found.Bytes, found.Length, out wanted);
            if (metadata is not null || wanted <= found.Bytes.Length)
                return metadata;
        }

        throw new SweepException(
            $"{Locate(name)} can't be read: it was replaced each time while it was read. Look for another process that trains this trial.",
            SweepErrorKind.Environment);
    }

    /// <inheritdoc/>
    public void DeleteAbandoned(DateTimeOffset before)
    {
        // There are none: a server drops an object that it did not receive as a whole.
    }

    /// <inheritdoc/>
    public void Write(string name, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata) =>
        Run(() => bucket.WriteAsync(Key(name), SafetensorsFile.OpenContent(tensors, metadata), CancellationToken.None));

    /// <inheritdoc/>
    // A bucket has no renaming. A process that ends between the two leaves both objects, with the same content.
    public void Rename(string name, string newName) => Run(async () =>
    {
        // There is none where another attempt of the same trial has renamed it already.
        if (await bucket.CopyAsync(Key(name), Key(newName), CancellationToken.None))
            await bucket.DeleteAsync(Key(name), CancellationToken.None);
    });

    /// <inheritdoc/>
    public string SetAside(string name)
    {
        var (stem, extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        var used = Run(() => bucket.ListAsync(Key($"{stem}.damaged-"), maxObjects: null, CancellationToken.None))
            .Select(found => found.Key)
            .ToHashSet(StringComparer.Ordinal);
        for (var number = 1; ; number++)
        {
            var aside = string.Create(CultureInfo.InvariantCulture, $"{stem}.damaged-{number}{extension}");
            if (used.Contains(Key(aside)))
                continue;
            Rename(name, aside);
            return Locate(aside);
        }
    }

    /// <inheritdoc/>
    public void Delete(string name) => Run(() => bucket.DeleteAsync(Key(name), CancellationToken.None));

    private string Key(string name) => $"{prefix}/{name}";

    // Trainers are synchronous and have threads of their own, which may wait. The calls run on the thread pool, so that they do not wait
    // for a synchronization context of the caller.
    private static void Run(Func<Task> call) => Task.Run(call).GetAwaiter().GetResult();

    private static T Run<T>(Func<Task<T>> call) => Task.Run(call).GetAwaiter().GetResult();
}
