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

    /// <exception cref="SweepException">The text is not an address to listen at.</exception>
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
}
