using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Keys;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>What the server answers, read from its own routes: an endpoint that is added is tried without a change here.</summary>
internal static partial class RequestMatrix
{
    public static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>Values of the parameters of routes, with which they find what is there.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["id"] = "quick-1",
        ["n"] = "0",
        ["documentName"] = "v1",
        ["version"] = "0",
        ["path"] = "app.js",
    };

    /// <summary>Values in place of an id, as they stand in the request line.</summary>
    private static readonly string[] HostileIds =
    [
        "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "..", "%252e%252e%252f", "%00", "quick-1%00", "%0d%0aSet-Cookie:%20a=b", "%ff%fe",
        "%e2%80%ae",
        "'%20or%20'1'='1", "quick-1';drop%20table%20trials--", "%3Cscript%3Ealert(1)%3C/script%3E", "%7Bid%7D", "-1", "9223372036854775807",
        "9223372036854775808", "NaN", new('x', 7000), new('x', 9000),
    ];

    private static readonly string[] HostileQueries =
    [
        "filter=%00", "filter=width%3E%3D", "filter=reason~%28%28%28", "sort=..%2f", "offset=-1", "rows=99999999999", "top=2147483647",
        "top=-2147483648", "numbers=1,,2,%00", "of=c,t,", "of=c9223372036854775807", "goal=%00", "pass=-2147483648", "data=%00",
        "data=~%2f..%2f..%2fetc", "a=" + new string('x', 7000),
    ];

    /// <summary>One for each endpoint and method.</summary>
    public static IReadOnlyList<MatrixRoute> Routes(IEnumerable<Endpoint> endpoints)
    {
        var routes = new List<MatrixRoute>();
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            var type = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                routes.Add(new(path, method, ScopeOf(endpoint), type));
        }

        return routes;
    }

    /// <summary>The path with its parameters filled in.</summary>
    public static string Fill(string path) => Parameter().Replace(path, match =>
    {
        var name = match.Groups[1].Value;
        return Values.TryGetValue(name, out var value)
            ? value
            : throw new InvalidOperationException(
                $"{path}: there is no value for the parameter '{name}'. Add one to {nameof(RequestMatrix)}.");
    });

    /// <summary>Invalid requests to a route.</summary>
    public static IEnumerable<HostileRequest> Hostile(MatrixRoute route)
    {
        var path = Fill(route.Path);
        yield return new("a foreign host", path, request => request.Headers.Host = "evil.example");
        yield return new("a foreign origin", path, request => request.Headers.Add("Origin", "https://evil.example")) { Expected = 403 };
        yield return new("another site", path, request => request.Headers.Add("Sec-Fetch-Site", "cross-site")) { Expected = 403 };
        var key = "Bearer " + new string('é', 5000);
        yield return new("an odd key", path, request => request.Headers.TryAddWithoutValidation("Authorization", key));
        if (route.Method == "POST")
        {
            var body = new byte[2 << 20];
            yield return new("a body too large", path, request => request.Content = new ByteArrayContent(body)) { ExpectedOfAdmin = 413 };
        }

        foreach (var query in HostileQueries)
            yield return new("a query", $"{path}?{query}", _ => { });
        foreach (var end in new[] { "/", "//", "%2f", "%2f..%2f..", "/../../../etc/passwd", "/.", ";a=b", "%20", "%5c..%5c" })
            yield return new("an odd end", path + end, _ => { });
        yield return new("an odd beginning", "/" + path, _ => { });
        foreach (Match parameter in Parameter().Matches(route.Path))
        {
            var (before, after) = (Fill(route.Path[..parameter.Index]), Fill(route.Path[(parameter.Index + parameter.Length)..]));
            foreach (var id in HostileIds)
                yield return new("an odd id", before + id + after, _ => { });
        }
    }

    private static KeyScope? ScopeOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var scopes = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>()
            .Select(policy => Enum.Parse<KeyScope>(policy, ignoreCase: true)).ToArray();
        return scopes.Length == 0 ? KeyScope.Admin : scopes.Max();
    }

    [GeneratedRegex(@"\{\*{0,2}(\w+)(?::\w+)?\}")]
    private static partial Regex Parameter();
}

/// <param name="Scope">What it needs; null: no key.</param>
/// <param name="ContentType">Of a body.</param>
internal sealed record MatrixRoute(string Path, string Method, KeyScope? Scope, string ContentType);

/// <param name="Path">As it stands in the request line.</param>
internal sealed record HostileRequest(string Name, string Path, Action<HttpRequestMessage> Change)
{
    /// <summary>The status for everybody; null: any below 500.</summary>
    public int? Expected { get; init; }

    /// <summary>The status for a key that may do everything; null: any below 500.</summary>
    public int? ExpectedOfAdmin { get; init; }
}

/// <param name="Key">What it sends; null: nothing.</param>
/// <param name="Scope">What the key allows; null: nothing.</param>
internal sealed record MatrixSender(string Name, string? Key, KeyScope? Scope);
