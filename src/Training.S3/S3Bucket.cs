using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using SweepCluster.Model;

namespace SweepCluster.Training.S3;

/// <summary>The requests to a bucket that checkpoints need. The SDK retries each, within a maximum time; a failure that remains is thrown
/// as a <see cref="SweepException"/> of the kind <see cref="SweepErrorKind.Environment"/>.</summary>
/// <param name="client">Is disposed with the bucket.</param>
/// <param name="endpoint">The server as messages name it.</param>
internal sealed class S3Bucket(IAmazonS3 client, string name, string endpoint) : IDisposable
{
    /// <summary>Maximum time of one request with all its retries.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(10);

    /// <summary>Maximum attempts at an object whose transfer breaks off, which the SDK does not retry.</summary>
    private const int MaxReads = 3;

    private const int ConcurrentDeletions = 16;

    public string Name => name;

    public string Url(string key) => $"s3://{name}/{key}";

    /// <summary>Reads an object, or its beginning.</summary>
    /// <param name="maxBytes">Length of the beginning in bytes; null: the whole object is read.</param>
    /// <returns>Null: there is no such object.</returns>
    public Task<ObjectStart?> ReadAsync(string key, long? maxBytes, CancellationToken cancellation) =>
        CallAsync("read", key, token => ReadAgainAsync(key, maxBytes, token), cancellation);

    /// <summary>Writes an object: it is there whole or not at all, and replaces one that is there.</summary>
    /// <param name="content">Can be read again; it is disposed.</param>
    public Task WriteAsync(string key, Stream content, CancellationToken cancellation) => CallAsync(
        "written",
        key,
        async token =>
        {
            await using (content)
            {
                return await client.PutObjectAsync(
                    new()
                    {
                        BucketName = name,
                        Key = key,
                        InputStream = content,
                        AutoCloseStream = false,
                        ContentType = "application/octet-stream",
                        // The payload is signed as a whole: not every server takes chunks with signatures of their own.
                        UseChunkEncoding = false,
                    },
                    token);
            }
        },
        cancellation);

    /// <summary>Copies an object within the bucket.</summary>
    /// <returns>False: there is no such object.</returns>
    public Task<bool> CopyAsync(string source, string target, CancellationToken cancellation) => CallAsync(
        "copied",
        source,
        async token =>
        {
            try
            {
                await client.CopyObjectAsync(
                    new() { SourceBucket = name, SourceKey = source, DestinationBucket = name, DestinationKey = target }, token);
                return true;
            }
            catch (AmazonS3Exception missing) when (IsMissingObject(missing))
            {
                return false;
            }
        },
        cancellation);

    /// <summary>Deletes an object; nothing happens where there is none.</summary>
    public Task DeleteAsync(string key, CancellationToken cancellation) => CallAsync(
        "deleted",
        key,
        async token =>
        {
            try
            {
                await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = name, Key = key }, token);
                return true;
            }
            catch (AmazonS3Exception missing) when (IsMissingObject(missing))
            {
                return false;
            }
        },
        cancellation);

    /// <summary>Deletes objects, several at once.</summary>
    // Each object takes a request: the request that deletes many is unavailable on some servers.
    public Task DeleteAsync(IEnumerable<StoredObject> objects, CancellationToken cancellation) => Parallel.ForEachAsync(
        objects,
        new ParallelOptions { MaxDegreeOfParallelism = ConcurrentDeletions, CancellationToken = cancellation },
        async (found, token) => await DeleteAsync(found.Key, token));

    /// <summary>The objects whose keys have a prefix, in the order of their keys.</summary>
    /// <param name="maxObjects">At least so many are listed where the bucket has them, and then no further page is requested; null: all are
    /// listed.</param>
    public Task<IReadOnlyList<StoredObject>> ListAsync(string prefix, int? maxObjects, CancellationToken cancellation) =>
        CallAsync<IReadOnlyList<StoredObject>>(
            "listed",
            prefix,
            async token =>
            {
                var objects = new List<StoredObject>();
                var request = new ListObjectsV2Request { BucketName = name, Prefix = prefix };
                if (maxObjects is { } max)
                    request.MaxKeys = max;
                while (true)
                {
                    var page = await client.ListObjectsV2Async(request, token);
                    objects.AddRange((page.S3Objects ?? []).Select(found => new StoredObject(found.Key, found.Size ?? 0)));
                    if (page.IsTruncated != true || objects.Count >= maxObjects)
                        return objects;
                    request.ContinuationToken = page.NextContinuationToken;
                }
            },
            cancellation);

    public void Dispose() => client.Dispose();

    private static bool IsMissingObject(AmazonS3Exception error) =>
        error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != S3Failure.NoSuchBucket;

    private async Task<T> CallAsync<T>(
        string action, string key, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(MaxDuration);
        try
        {
            return await call(deadline.Token);
        }
        catch (Exception error) when (S3Failure.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            throw S3Failure.Describe(error, action, Url(key), endpoint);
        }
    }

    private async Task<ObjectStart?> ReadAgainAsync(string key, long? maxBytes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnceAsync(key, maxBytes, cancellation);
            }
            catch (IOException) when (attempt < MaxReads)
            {
                // The transfer broke off within the object.
            }
        }
    }

    private async Task<ObjectStart?> ReadOnceAsync(string key, long? maxBytes, CancellationToken cancellation)
    {
        var request = new GetObjectRequest { BucketName = name, Key = key };
        if (maxBytes is { } max)
            request.ByteRange = new(0, max - 1);
        try
        {
            using var response = await client.GetObjectAsync(request, cancellation);
            if (response.ContentLength > Array.MaxLength)
            {
                throw new SweepException(
                    $"{Url(key)} can't be read: its {response.ContentLength.ToString("N0", CultureInfo.InvariantCulture)} bytes are more "
                    + "than a checkpoint of this program has. It was written by another program.");
            }

            var bytes = new MemoryStream((int)Math.Max(0, response.ContentLength));
            await response.ResponseStream.CopyToAsync(bytes, cancellation);
            return bytes.Length >= response.ContentLength
                ? new(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), LengthOf(response, bytes.Length))
                : throw new IOException($"The server sent {bytes.Length} of {response.ContentLength} bytes.");
        }
        catch (AmazonS3Exception missing) when (IsMissingObject(missing))
        {
            return null;
        }
        catch (AmazonS3Exception empty) when (empty.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return new(ReadOnlyMemory<byte>.Empty, 0);
        }
    }

    // A server may ignore the range; then it sends the whole object.
    private static long LengthOf(GetObjectResponse response, long received) =>
        ContentRangeHeaderValue.TryParse(response.ContentRange, out var range) && range.Length is { } length ? length : received;
}
