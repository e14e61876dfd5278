using System.Net;
using Microsoft.AspNetCore.Http;

namespace SweepCluster.Silo.Health;

/// <summary>Keeps web pages from reading the port of the probes through a browser that reaches it: a page whose name was made to resolve to
/// this machine (DNS rebinding) is recognised by its <c>Host</c>, another site's page by its <c>Origin</c>.</summary>
/// <param name="names">Accepted host names in addition to <c>localhost</c> and this machine's name, separated by commas. IP addresses are
/// always accepted: they can't be made to resolve to this machine.</param>
internal sealed class HostGuard(string names)
{
    private readonly HashSet<string> _names = new(
        ["localhost", Environment.MachineName, .. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Refusal(context.Request) is not { } refusal)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(refusal, context.RequestAborted);
    }

    private string? Refusal(HttpRequest request)
    {
        var host = request.Host.Host;
        // HTTP/1.0 requests have no host; no browser sends them.
        if (host.Length > 0 && !_names.Contains(host) && !IPAddress.TryParse(host.Trim('[', ']'), out _))
            return "The host is not this machine's. Use an IP address, or add the name to Silo:HostNames.\n";
        var isForeign = request.Headers["Sec-Fetch-Site"] == "cross-site"
            || request.Headers.Origin.Any(
                origin => !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
        return isForeign ? "Requests from pages of other sites are refused.\n" : null;
    }
}
