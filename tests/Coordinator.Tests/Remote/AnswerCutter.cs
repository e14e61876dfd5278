using System.Net;
using System.Net.Sockets;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>Stands between a client and a server, and cuts the connection when the server answers: what was asked for has been done then,
/// and the client does not receive the answer. The first connections are cut, and later ones are not.</summary>
internal sealed class AnswerCutter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int> _server;
    private readonly int _kept;
    private readonly Task _accepting;
    private int _left;

    /// <param name="server">Returns the server's port on this machine.</param>
    /// <param name="cuts">How many connections are cut.</param>
    /// <param name="kept">So many bytes of each cut answer reach the client; below 0: all but so many.</param>
    public AnswerCutter(Func<int> server, int cuts, int kept)
    {
        (_server, _left, _kept) = (server, cuts, kept);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Connections that are still to be cut.</summary>
    public int Left => Volatile.Read(ref _left);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
                relays.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server(), ends.Token);
                var asking = client.GetStream().CopyToAsync(server.GetStream(), ends.Token);
                if (Interlocked.Decrement(ref _left) >= 0)
                    await CutAsync(server.GetStream(), client.GetStream(), ends.Token);
                else
                    await Task.WhenAny(asking, server.GetStream().CopyToAsync(client.GetStream(), ends.Token));
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
            {
                // One of both has closed the connection.
            }

            await ends.CancelAsync();
        }
    }

    private async Task CutAsync(NetworkStream server, NetworkStream client, CancellationToken cancellation)
    {
        var answer = new byte[1 << 16];
        var read = await server.ReadAsync(answer, cancellation);
        await client.WriteAsync(answer.AsMemory(0, _kept < 0 ? Math.Max(0, read + _kept) : Math.Min(_kept, read)), cancellation);
    }
}
