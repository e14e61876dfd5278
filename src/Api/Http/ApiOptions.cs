using System.Net;
using SweepCluster.Client;
using SweepCluster.Model;

namespace SweepCluster.Api.Http;

/// <summary>Settings of the API's server.</summary>
/// <param name="Endpoint">The address to listen at; port 0 for a free one.</param>
/// <param name="Home">The folder of the keys and the audit log.</param>
public sealed record ApiOptions(IPEndPoint Endpoint, string Home)
{
    /// <summary>The path prefix of all endpoints but health and metrics.</summary>
    public const string Root = "/api/v1";

    /// <summary>Maximum size of a request body, in bytes: a spec has a few thousand.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>Default of <see cref="ConnectionsPerAddress"/>.</summary>
    public const int DefaultConnections = 512;

    public const string DefaultListen = "http://127.0.0.1:7070";

    /// <summary>Maximum duration of the check of a submitted spec.</summary>
    public TimeSpan SpecTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Folders on this machine, absolute, whose data sets remote users may name.</summary>
    public IReadOnlyList<string> AllowedData { get; init; } = [];

    /// <summary>Maximum number of requests per minute of a key, or of an address without a key.</summary>
    public int RequestsPerMinute { get; init; } = 6000;

    /// <summary>A second port at the same address, at which only <c>/health</c> is answered; null for none. Probes reach it while the main
    /// port is flooded.</summary>
    public int? HealthPort { get; init; }

    /// <summary>Maximum number of connections of one address; see <c>ConnectionLimits</c>.</summary>
    public int ConnectionsPerAddress { get; init; } = DefaultConnections;

    /// <summary>The one sweep that may be changed, because the server ends with it (<c>run --dashboard</c>); null: all sweeps may be
    /// changed, and new ones submitted.</summary>
    public string? Only { get; init; }

    /// <summary>Where browsers reach the dashboard: scheme, host and port, as <see cref="ParsePublicUrl"/> returns them. Null: at the
    /// address in their requests.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Networks of the proxies whose <c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> are
    /// believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The origin of <see cref="PublicUrl"/> as browsers write it, without a default port; null: there is none.</summary>
    internal string? PublicOrigin => PublicUrl is { } url
        ? $"{url.Scheme}://{(url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost)}{(url.IsDefaultPort ? "" : $":{url.Port}")}"
        : null;

    /// <exception cref="SweepException">It is not an address to listen on.</exception>
    public static IPEndPoint ParseListen(string listen)
    {
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/"
            || listen.Contains('@'))
        {
            throw new SweepException(
                $"--listen: '{UrlText.WithoutUser(listen)}' is not an address to listen on. "
                + $"Give one such as {DefaultListen}, without a user's name.");
        }

        if (uri.Host == "localhost")
            return new(IPAddress.Loopback, uri.Port);
        if (!IPAddress.TryParse(uri.DnsSafeHost, out var address))
            throw new SweepException(
                $"--listen: '{uri.Host}' is not an IP address. Give one of this machine's, or 0.0.0.0 for all of them.");
        return new(address, uri.Port);
    }

    /// <summary>Reads the address at which browsers reach the dashboard.</summary>
    /// <param name="place">The option or variable that holds the address, for messages.</param>
    /// <exception cref="SweepException">It is not the address of a server, or it has a path.</exception>
    public static Uri ParsePublicUrl(string url, string place)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || url.Contains('@'))
        {
            throw new SweepException(
                $"{place}: '{UrlText.WithoutUser(url)}' is not the address of a server. "
                + "Give one such as https://sweeps.example.org, without a user's name and without a path.");
        }

        return uri;
    }

    /// <summary>Reads the network of a proxy: an address, or an address and the length of its prefix.</summary>
    /// <param name="place">The option or variable that holds the network, for messages.</param>
    /// <exception cref="SweepException">It is not a network.</exception>
    public static IPNetwork ParseProxy(string network, string place)
    {
        if (IPNetwork.TryParse(network, out var parsed))
            return parsed;
        return IPAddress.TryParse(network, out var address)
            ? new(address, 8 * address.GetAddressBytes().Length)
            : throw new SweepException(
                $"{place}: '{network}' is not a network of proxies. Give an address such as 10.1.2.3, or a network such as 10.1.0.0/16.");
    }
}
