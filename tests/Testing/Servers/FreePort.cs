using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SweepCluster.Testing.Servers;

/// <summary>Ports of 127.0.0.1 for servers that a test starts.</summary>
/// <remarks>A port that the system chooses is one of those it gives to outgoing connections, too, so that any connection may take it
/// before the server listens. These lie below that range (32768 to 60999 on Linux), each is returned once by a process, and
/// processes begin at different ones.</remarks>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _last = (int)(Environment.ProcessId * 211L % Count);

    /// <exception cref="InvalidOperationException">All ports of the range are taken.</exception>
    public static int Find()
    {
        for (var attempt = 0; attempt < Count; attempt++)
        {
            var port = First + (Interlocked.Increment(ref _last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // It is taken: the next one.
            }
        }

        throw new InvalidOperationException($"All ports from {First} to {First + Count - 1} of 127.0.0.1 are taken.");
    }

    /// <summary>The port as text, such as for a command line.</summary>
    public static string FindText() => Find().ToString(CultureInfo.InvariantCulture);
}
