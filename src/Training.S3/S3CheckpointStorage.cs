using Amazon.S3;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.S3;

/// <summary>Checkpoints in a bucket of Amazon S3, or of another server that speaks its protocol: MinIO, Ceph, Garage, SeaweedFS.</summary>
/// <remarks>The server and the credentials come from the variables and files that every AWS SDK reads; see
/// <c>docs/checkpoints.md</c>.</remarks>
public sealed class S3CheckpointStorage : ICheckpointStorage
{
    private readonly S3Bucket _bucket;
    private readonly string _prefix;

    /// <param name="place">As <see cref="CheckpointPlace.Parse"/> returns it.</param>
    /// <param name="client">Is disposed with the storage.</param>
    /// <param name="endpoint">The server, for messages.</param>
    internal S3CheckpointStorage(string place, IAmazonS3 client, string endpoint)
    {
        Place = place;
        (var bucket, _prefix) = CheckpointPlace.Split(place);
        _bucket = new(client, bucket, endpoint);
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <summary>Creates the client of a bucket; no request is sent yet.</summary>
    /// <param name="place">As <see cref="CheckpointPlace.Parse"/> returns it.</param>
    /// <exception cref="SweepException">The environment does not say where the server is.</exception>
    public static S3CheckpointStorage Connect(string place)
    {
        var config = S3Connection.FromEnvironment(place);
        return new(place, new AmazonS3Client(config), S3Connection.Describe(config));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The place is in another bucket.</exception>
    public ICheckpointFiles Open(string place)
    {
        var (bucket, prefix) = CheckpointPlace.IsBucket(place) ? CheckpointPlace.Split(place) : ("", place);
        return bucket == _bucket.Name
            ? new S3CheckpointFiles(_bucket, prefix)
            : throw new ArgumentException($"{place} is not in {Place}.", nameof(place));
    }

    /// <inheritdoc/>
    public async Task CheckAsync(string setting, CancellationToken cancellation)
    {
        var key = Prefix($"check-{Guid.NewGuid():N}.tmp");
        byte[] written = [1, 2, 3];
        try
        {
            // Without the permission to list, a server refuses to read a missing object, and does not report that it is missing.
            await _bucket.ListAsync(Prefix(""), maxObjects: 1, cancellation);
            await _bucket.WriteAsync(key, new MemoryStream(written), cancellation);
            ObjectStart? read;
            try
            {
                read = await _bucket.ReadAsync(key, maxBytes: null, cancellation);
            }
            finally
            {
                // Also where reading is refused: a silo repeats the check every few seconds, and would fill the bucket.
                await _bucket.DeleteAsync(key, cancellation);
            }

            if (read is not null && read.Bytes.Span.SequenceEqual(written))
                return;
        }
        catch (SweepException refusal)
        {
            throw new SweepException($"Checkpoints can't be kept in {Place} ({setting}): {refusal.Message}", refusal.Kind, refusal);
        }

        throw new SweepException(
            $"Checkpoints can't be kept in {Place} ({setting}): an object that was written could not be read with the same bytes. "
            + "Use a server whose reads see finished writes at once.",
            SweepErrorKind.Environment);
    }

    /// <inheritdoc/>
    public async Task CheckReadingAsync(string setting, CancellationToken cancellation)
    {
        try
        {
            await _bucket.ListAsync(Prefix(""), maxObjects: 1, cancellation);
        }
        catch (SweepException refusal)
        {
            throw new SweepException($"Checkpoints can't be read from {Place} ({setting}): {refusal.Message}", refusal.Kind, refusal);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredCheckpoints>> ListAsync(string sweepId, CancellationToken cancellation)
    {
        var sweep = Prefix($"{sweepId}/");
        var objects = await _bucket.ListAsync(sweep, maxObjects: null, cancellation);
        return
        [
            .. objects.Where(found => found.Key.IndexOf('/', sweep.Length) > 0)
                .GroupBy(found => found.Key[sweep.Length..found.Key.IndexOf('/', sweep.Length)], StringComparer.Ordinal)
                .Select(trial => new StoredCheckpoints(trial.Key, trial.Sum(found => found.Bytes))),
        ];
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string sweepId, string? trial, CancellationToken cancellation)
    {
        var prefix = Prefix(trial is null ? $"{sweepId}/" : $"{sweepId}/{trial}/");
        await _bucket.DeleteAsync(await _bucket.ListAsync(prefix, maxObjects: null, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();

    private string Prefix(string key) => _prefix.Length == 0 ? key : $"{_prefix}/{key}";
}
