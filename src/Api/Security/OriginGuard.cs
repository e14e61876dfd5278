using Microsoft.AspNetCore.Http;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;

namespace SweepCluster.Api.Security;

/// <summary>Keeps web pages of other sites from using the API through a browser on this machine. Another site's page is recognised by its
/// <c>Origin</c>; one whose name was made to resolve to this machine (DNS rebinding), by its <c>Host</c>. The latter matters only if no key
/// is needed: a page has none.</summary>
internal sealed class OriginGuard(KeyRing keys)
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

    private string? Refusal(HttpRequest request)
    {
        if (keys.IsOpen && !LocalHosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return $"The host '{request.Host.Host}' is not this machine's. Without keys the API answers to localhost, "
                + "127.0.0.1 and [::1] only.";
        foreach (var origin in request.Headers.Origin)
        {
            if (!string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
                return "Requests from pages of other sites are refused.";
        }

        return request.Headers["Sec-Fetch-Site"] == "cross-site" && !IsVisit(request)
            ? "Requests from pages of other sites are refused."
            : null;
    }
}
