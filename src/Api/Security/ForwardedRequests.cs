using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace SweepCluster.Api.Security;

/// <summary>Gives a request that a trusted proxy forwards the address, the scheme and the host of the client's own request, for the audit
/// log, the limits by address and the check of origins. Of other senders these headers are ignored: anybody can send them.</summary>
internal static class ForwardedRequests
{
    /// <param name="proxies">Networks of trusted proxies; none: no header is read.</param>
    public static void Use(WebApplication app, IReadOnlyList<IPNetwork> proxies)
    {
        // Without any network the middleware would believe everybody.
        if (proxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // A chain of proxies is followed for as long as each of them is trusted.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }
}
