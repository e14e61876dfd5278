using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace SweepCluster.Api.Limits;

/// <summary>Keeps one client from taking all connections of a port: limits for one address and for all, and a deadline for the first byte
/// of each connection.</summary>
/// <remarks>When a limit is reached, the oldest connection without any data is closed for the new one; without such a connection the new
/// one is refused. Loopback may hold three quarters of all, because a proxy of this machine connects from there for all its
/// clients.</remarks>
/// <param name="perAddress">Maximum number of connections of one address; four times as many are the limit for all.</param>
internal sealed partial class ConnectionLimits(int perAddress, TimeProvider time, ILogger log)
{
    /// <summary>Deadline of the first byte. Afterwards the limits of the web server apply.</summary>
    public static readonly TimeSpan SilenceDeadline = TimeSpan.FromSeconds(10);

    private const int Shares = 4;
    private const int LoopbackShares = 3;

    private static readonly TimeSpan BetweenReports = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    // The longest silent one comes first.
    private readonly LinkedList<Held> _silent = [];
    private int _total;
    private int _refused;
    private long? _reported;

    /// <summary>Handles a connection from its beginning to its end.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var held = new Held(connection, AddressGroup.Describe(address));
        if (!TryAdmit(held, address is not null && IPAddress.IsLoopback(address)))
        {
            connection.Abort(new ConnectionAbortedException("The address holds as many connections as it may."));
            return;
        }

        try
        {
            if (await HasSentAsync(connection))
            {
                lock (_gate)
                {
                    RemoveSilent(held);
                }

                await next(connection);
            }
        }
        finally
        {
            lock (_gate)
            {
                RemoveSilent(held);
                Release(held);
            }
        }
    }

    /// <summary>Whether the client sends something before the deadline.</summary>
    private async Task<bool> HasSentAsync(ConnectionContext connection)
    {
        using var deadline = new CancellationTokenSource(SilenceDeadline, time);
        // A server that stops doesn't wait for silent connections.
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, closing ?? CancellationToken.None);
        try
        {
            var first = await connection.Transport.Input.ReadAsync(either.Token);
            // The data are not consumed: the web server reads them again.
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            return !first.Buffer.IsEmpty;
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            if (deadline.IsCancellationRequested)
                connection.Abort(new ConnectionAbortedException("Nothing was sent in time."));
            return false;
        }
    }

    private bool TryAdmit(Held held, bool isLoopback)
    {
        Held? displaced = null;
        int? report = null;
        lock (_gate)
        {
            var isCrowded = _counts.GetValueOrDefault(held.Address) >= (isLoopback ? LoopbackShares * perAddress : perAddress);
            if (isCrowded || _total >= Shares * perAddress)
            {
                displaced = _silent.FirstOrDefault(silent => !isCrowded || silent.Address == held.Address);
                if (displaced is null)
                    report = CountRefusal();
            }

            if (displaced is not null)
            {
                RemoveSilent(displaced);
                Release(displaced);
            }

            if (report is null)
            {
                _counts[held.Address] = _counts.GetValueOrDefault(held.Address) + 1;
                _total++;
                held.Place = _silent.AddLast(held);
            }
        }

        displaced?.Connection.Abort(new ConnectionAbortedException("Nothing was sent, and a newer connection needs the place."));
        if (report > 0)
            Refused(log, report.Value, held.Address, perAddress);
        return report is null;
    }

    /// <summary>Number of refusals since the last report, if another report is due; else 0.</summary>
    private int CountRefusal()
    {
        _refused++;
        if (_reported is { } reported && time.GetElapsedTime(reported) < BetweenReports)
            return 0;
        var count = _refused;
        (_reported, _refused) = (time.GetTimestamp(), 0);
        return count;
    }

    private void RemoveSilent(Held held)
    {
        if (held.Place is not { } place)
            return;
        _silent.Remove(place);
        held.Place = null;
    }

    private void Release(Held held)
    {
        if (held.IsReleased)
            return;
        held.IsReleased = true;
        _total--;
        var left = _counts[held.Address] - 1;
        if (left == 0)
            _counts.Remove(held.Address);
        else
            _counts[held.Address] = left;
    }

    [LoggerMessage(
        EventId = 4, Level = LogLevel.Warning,
        Message = "{Count} connections were refused, the latest of them from {Address}: one address may hold {Limit} (--connections).")]
    private static partial void Refused(ILogger log, int count, string address, int limit);

    private sealed class Held(ConnectionContext connection, string address)
    {
        public ConnectionContext Connection => connection;

        public string Address => address;

        /// <summary>Position among the silent connections; null if the connection has sent something, or is closed.</summary>
        public LinkedListNode<Held>? Place { get; set; }

        public bool IsReleased { get; set; }
    }
}
