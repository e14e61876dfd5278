using System.Net;
using System.Net.Sockets;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Loopback ports of one silo: for other silos, for clients, and for <c>/health</c> and <c>/metrics</c>.</summary>
internal sealed record SiloPorts(int Silo, int Gateway, int Http)
{
    /// <summary>Three ports that the system has free now.</summary>
    /// <remarks>Another program may take one before the silo listens; see <see cref="SiloProcess.PortTaken"/>.</remarks>
    public static SiloPorts Find()
    {
        // All are held at once, so that they differ.
        using TcpListener silo = Listen(), gateway = Listen(), http = Listen();
        return new(Port(silo), Port(gateway), Port(http));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
