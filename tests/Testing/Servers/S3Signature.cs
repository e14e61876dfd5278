using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SweepCluster.Testing.Servers;

/// <summary>Verifies requests by AWS Signature Version 4, from the request as it came over the wire. The payload must be signed as a
/// whole.</summary>
/// <param name="region">The only one that is accepted.</param>
/// <param name="keys">Secrets and session tokens by access key.</param>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html</remarks>
internal sealed class S3Signature(string region, IReadOnlyDictionary<string, S3Secret> keys, TimeProvider time)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    /// <summary>The error code of S3 for a request that must be refused; null: it is signed well.</summary>
    public string? Problem(HttpRequest request, byte[] body)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            return "AccessDenied";
        var fields = header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(field => field.Split('=', 2))
            .ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
        if (fields["Credential"].Split('/') is not [var accessKey, var date, var scopeRegion, "s3", "aws4_request"])
            return "AuthorizationHeaderMalformed";
        if (scopeRegion != region)
            return "AuthorizationHeaderMalformed";
        if (!keys.TryGetValue(accessKey, out var secret))
            return "InvalidAccessKeyId";
        if (secret.Token is not null && request.Headers["x-amz-security-token"] != secret.Token)
            return "InvalidToken";
        var stamp = request.Headers["x-amz-date"].ToString();
        if (!DateTimeOffset.TryParseExact(
                stamp, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed)
            || !stamp.StartsWith(date, StringComparison.Ordinal))
            return "AuthorizationHeaderMalformed";
        if ((time.GetUtcNow() - signed).Duration() > MaxSkew)
            return "RequestTimeTooSkewed";
        if (request.Headers["x-amz-content-sha256"] != Hex(SHA256.HashData(body)))
            return "XAmzContentSHA256Mismatch";
        var signedHeaders = fields["SignedHeaders"].Split(';');
        var mustBeSigned = request.Headers.Keys.Select(name => name.ToLowerInvariant())
            .Where(name => name == "host" || name.StartsWith("x-amz-", StringComparison.Ordinal));
        if (mustBeSigned.Except(signedHeaders).Any() || !signedHeaders.SequenceEqual(signedHeaders.Order(StringComparer.Ordinal)))
            return "AccessDenied";

        var canonical = string.Join('\n', [
            request.Method, CanonicalPath(request), CanonicalQuery(request),
            .. signedHeaders.Select(name => $"{name}:{Squeeze(request.Headers[name].ToString())}"), "", fields["SignedHeaders"],
            request.Headers["x-amz-content-sha256"].ToString(),
        ]);
        var scope = $"{date}/{region}/s3/aws4_request";
        var toSign = $"{Algorithm}\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = scope.Split('/').Append(toSign).Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + secret.Key), (key, step) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step)));
        return Hex(signature) == fields["Signature"] ? null : "SignatureDoesNotMatch";
    }

    private static string CanonicalPath(HttpRequest request) => string.Join(
        '/', Target(request)[0].Split('/').Select(part => Encode(Uri.UnescapeDataString(part))));

    private static string CanonicalQuery(HttpRequest request) => string.Join('&', Target(request)[1]
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (
            Name: Encode(Uri.UnescapeDataString(pair[0])), Value: pair.Length > 1 ? Encode(Uri.UnescapeDataString(pair[1])) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    // Path and query as they were sent, escapes and all.
    private static string[] Target(HttpRequest request) =>
        [.. request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2), ""];

    // RFC 3986: all but the unreserved characters.
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string Squeeze(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

/// <param name="Token">Of a session; null: the key is a user's.</param>
internal sealed record S3Secret(string Key, string? Token);
