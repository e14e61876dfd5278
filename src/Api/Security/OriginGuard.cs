using Microsoft.AspNetCore.Http;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;

namespace SweepCluster.Api.Security;

/// <summary>Keeps web pages of others from using the API through a browser on this machine. Another site's page is known by its
/// <c>Origin</c>; one whose name was made to resolve to this machine (DNS rebinding), by its <c>Host</c>. The latter matters only
/// where no key is needed: a page has none.</summary>
/// <param name="publicOrigin">The origin of the server's own pages where a proxy stands before it; null: that of the request.</param>
internal sealed class OriginGuard(KeyRing keys, string? publicOrigin)
{
    private static readonly string[] LocalHosts = ["localhost", "127.0.0.1", "[::1]"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Refusal(context.Request) is { } refusal)
            await Problems.Forbidden(refusal).ExecuteAsync(context);
        else
            await next(context);
    }

    // A link from elsewhere to a page of the dashboard: pages contain no data, and the linking site can't read them.
    private static bool IsVisit(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Dest"] == "document"
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private bool IsOwn(string? origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || (publicOrigin is not null && string.Equals(origin, publicOrigin, StringComparison.OrdinalIgnoreCase));

    private string? Refusal(HttpRequest request)
    {
        if (keys.IsOpen && !LocalHosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return $"The host '{request.Host.Host}' is not this machine's. Without keys the API answers to localhost, "
                + "127.0.0.1 and [::1] only.";
        foreach (var origin in request.Headers.Origin)
        {
            if (!IsOwn(origin, request))
                return "Requests from pages of other sites are refused. If the page is this server's own and a proxy stands between them, "
                    + "start the server with --public-url and the address that the browser shows.";
        }

        return request.Headers["Sec-Fetch-Site"] == "cross-site" && !IsVisit(request)
            ? "Requests from pages of other sites are refused."
            : null;
    }
}
