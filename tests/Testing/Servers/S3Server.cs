using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SweepCluster.Testing.Servers;

/// <summary>An S3-compatible server in this process, with the requests that checkpoints need: PUT (also by copy), GET (also of a range),
/// HEAD and DELETE of objects, and ListObjectsV2. It refuses what is not signed well, and fails on demand. It also gives credentials for
/// the token of a service account, as the STS of a cloud does.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string AccessKey = "AKIDCHECKPOINTS";
    public const string SecretKey = "a secret/of+the tests";
    public const string Region = "us-east-1";
    public const string RoleToken = "token-of-the-service-account";

    private const string RoleKey = "ASIAROLE";
    private const string RoleSession = "session/of+the role";
    private const int MaxKeys = 1000;

    private static readonly XNamespace S3 = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte[]>> _buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly S3Signature _signature;
    private readonly WebApplication _app;

    private S3Server()
    {
        _signature = new(
            Region,
            new Dictionary<string, S3Secret> { [AccessKey] = new(SecretKey, null), [RoleKey] = new("the role's secret", RoleSession) },
            TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Without a slash at its end.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Methods, paths and ranges of all requests, in the order of their arrival: <c>GET /bucket/key bytes=0-99</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Decides what goes wrong, by the method and the path of a request; null: nothing does.</summary>
    public Func<string, string, S3Fault>? Fault { get; set; }

    /// <summary>The variables by which the SDK finds the server and signs well, and uses nothing else of this machine.</summary>
    public IReadOnlyCollection<(string Name, string Value)> Variables =>
    [
        ("AWS_ENDPOINT_URL_S3", Address), ("AWS_REGION", Region), ("AWS_ACCESS_KEY_ID", AccessKey), ("AWS_SECRET_ACCESS_KEY", SecretKey),
        ("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"), ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SESSION_TOKEN", ""), ("AWS_MAX_ATTEMPTS", ""), ("http_proxy", ""),
    ];

    public static async Task<S3Server> StartAsync(params IReadOnlyList<string> buckets)
    {
        var server = new S3Server();
        foreach (var bucket in buckets)
            server._buckets[bucket] = new(StringComparer.Ordinal);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Creates a bucket that was not there at the start.</summary>
    public void CreateBucket(string bucket) => _buckets.TryAdd(bucket, new(StringComparer.Ordinal)).ShouldBeTrue();

    /// <summary>The keys of a bucket, in order.</summary>
    public IReadOnlyList<string> Keys(string bucket) => [.. _buckets[bucket].Keys.Order(StringComparer.Ordinal)];

    /// <summary>Reads an object past the protocol.</summary>
    public byte[] Read(string bucket, string key) => _buckets[bucket][key];

    /// <summary>Writes an object past the protocol.</summary>
    public void Write(string bucket, string key, byte[] content) => _buckets[bucket][key] = content;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var path = request.Path.Value!.TrimStart('/').Split('/', 2);
        _requests.Enqueue($"{request.Method} {request.Path} {request.Headers.Range}".TrimEnd());
        if (request is { Method: "POST", Path.Value: "/" })
        {
            await GiveCredentialsAsync(context, body);
            return;
        }

        if (_signature.Problem(request, body) is { } problem)
        {
            await RefuseAsync(context, StatusOf(problem), problem);
            return;
        }

        if (!_buckets.TryGetValue(path[0], out var bucket))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchBucket");
            return;
        }

        var fault = Fault?.Invoke(request.Method, request.Path.Value!) ?? S3Fault.None;
        if (fault == S3Fault.Unavailable)
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "SlowDown");
        else if (fault == S3Fault.Forbidden)
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "AccessDenied");
        else if (path.Length == 1 || path[1].Length == 0)
            await ListAsync(context, bucket);
        else
            await AnswerAsync(context, bucket, path[1], body, fault);
    }

    private async Task AnswerAsync(
        HttpContext context, ConcurrentDictionary<string, byte[]> bucket, string key, byte[] body, S3Fault fault)
    {
        switch (context.Request.Method)
        {
            case "PUT" when context.Request.Headers["x-amz-copy-source"].ToString() is { Length: > 0 } source:
                var from = Uri.UnescapeDataString(source).TrimStart('/').Split('/', 2);
                if (!_buckets.TryGetValue(from[0], out var other) || !other.TryGetValue(from[1], out var copied))
                {
                    await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
                    return;
                }

                bucket[key] = copied;
                await WriteAsync(context, new XElement(
                    S3 + "CopyObjectResult",
                    new XElement(S3 + "LastModified", "2026-01-01T00:00:00.000Z"),
                    new XElement(S3 + "ETag", Tag(copied))));
                return;
            case "PUT":
                bucket[key] = body;
                context.Response.Headers.ETag = Tag(body);
                return;
            case "DELETE":
                bucket.TryRemove(key, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "GET" or "HEAD" when bucket.TryGetValue(key, out var content):
                await SendAsync(context, content, fault);
                return;
            case "GET" or "HEAD":
                await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
                return;
            default:
                await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed");
                return;
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] content, S3Fault fault)
    {
        var (first, last) = (0, content.Length - 1);
        if (context.Request.GetTypedHeaders().Range?.Ranges.Single() is { } range)
        {
            (first, last) = ((int)range.From!.Value, (int)Math.Min(range.To ?? last, last));
            if (first > last)
            {
                await RefuseAsync(context, StatusCodes.Status416RangeNotSatisfiable, "InvalidRange");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {first}-{last}/{content.Length}";
        }

        var sent = content.AsMemory(first, last - first + 1);
        context.Response.Headers.ETag = Tag(content);
        context.Response.ContentLength = sent.Length;
        context.Response.ContentType = "application/octet-stream";
        if (context.Request.Method == "HEAD")
            return;
        if (fault == S3Fault.BreaksOff)
        {
            await context.Response.Body.WriteAsync(sent[..(sent.Length / 2)], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(sent, context.RequestAborted);
    }

    private static async Task ListAsync(HttpContext context, ConcurrentDictionary<string, byte[]> bucket)
    {
        var query = context.Request.Query;
        if (context.Request.Method != "GET" || query["list-type"] != "2" || query.ContainsKey("delimiter"))
        {
            await RefuseAsync(context, StatusCodes.Status501NotImplemented, "NotImplemented");
            return;
        }

        var prefix = query["prefix"].ToString();
        var after = Encoding.UTF8.GetString(Convert.FromBase64String(query["continuation-token"].ToString()));
        var max = int.TryParse(query["max-keys"], CultureInfo.InvariantCulture, out var wanted) ? Math.Min(wanted, MaxKeys) : MaxKeys;
        var found = bucket.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)
                && string.CompareOrdinal(entry.Key, after) > 0)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToList();
        var page = found.Take(max).ToList();
        var isTruncated = page.Count < found.Count;
        await WriteAsync(context, new XElement(
            S3 + "ListBucketResult",
            new XElement(S3 + "Prefix", prefix),
            new XElement(S3 + "KeyCount", page.Count),
            new XElement(S3 + "MaxKeys", max),
            new XElement(S3 + "IsTruncated", isTruncated),
            isTruncated
                ? new XElement(S3 + "NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Key)))
                : null,
            page.Select(entry => new XElement(
                S3 + "Contents",
                new XElement(S3 + "Key", entry.Key),
                new XElement(S3 + "LastModified", "2026-01-01T00:00:00.000Z"),
                new XElement(S3 + "ETag", Tag(entry.Value)),
                new XElement(S3 + "Size", entry.Value.Length),
                new XElement(S3 + "StorageClass", "STANDARD")))));
    }

    private static async Task GiveCredentialsAsync(HttpContext context, byte[] body)
    {
        var fields = Encoding.UTF8.GetString(body).Split('&').Select(field => field.Split('=', 2))
            .ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1]), StringComparer.Ordinal);
        if (fields["Action"] != "AssumeRoleWithWebIdentity" || fields["WebIdentityToken"] != RoleToken)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "AccessDenied");
            return;
        }

        var expiration = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await WriteAsync(context, new XElement(
            Sts + "AssumeRoleWithWebIdentityResponse",
            new XElement(
                Sts + "AssumeRoleWithWebIdentityResult",
                new XElement(
                    Sts + "Credentials",
                    new XElement(Sts + "AccessKeyId", RoleKey),
                    new XElement(Sts + "SecretAccessKey", "the role's secret"),
                    new XElement(Sts + "SessionToken", RoleSession),
                    new XElement(Sts + "Expiration", expiration)),
                new XElement(
                    Sts + "AssumedRoleUser",
                    new XElement(Sts + "Arn", fields["RoleArn"]),
                    new XElement(Sts + "AssumedRoleId", "AROA:tests"))),
            new XElement(Sts + "ResponseMetadata", new XElement(Sts + "RequestId", "1"))));
    }

    private static int StatusOf(string problem) => problem switch
    {
        "AuthorizationHeaderMalformed" or "XAmzContentSHA256Mismatch" => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status403Forbidden,
    };

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new XElement(
            "Error",
            new XElement("Code", code),
            new XElement("Message", $"The server of the tests refuses the request with {code}."),
            new XElement("RequestId", "1")));
    }

    private static async Task WriteAsync(HttpContext context, XElement answer)
    {
        context.Response.ContentType = "application/xml";
        if (context.Request.Method != "HEAD")
            await context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{answer}", context.RequestAborted);
    }

    // MD5 is what the protocol says; nothing relies on it.
    private static string Tag(byte[] content)
    {
#pragma warning disable CA5351
        return $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
#pragma warning restore CA5351
    }
}
