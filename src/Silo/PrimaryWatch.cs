using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SweepCluster.Silo.Configuration;

namespace SweepCluster.Silo;

/// <summary>Logs what a silo waits for that is not the first of its machine and finds none: Orleans itself says nothing, and the silo would
/// wait without a word.</summary>
internal sealed partial class PrimaryWatch(
    SiloOptions options, ISiloStatusOracle membership, TimeProvider time, ILogger<PrimaryWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Whether a silo needs another one to join.</summary>
    public static bool IsNeeded(SiloOptions options) => options.Clustering == "localhost" && options.SiloPort != options.PrimaryPort;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken) && membership.CurrentStatus != SiloStatus.Active)
        {
            if (await AnswersAsync(stoppingToken))
                continue;
            LogWaiting(options.PrimaryPort, options.SiloPort);
            return;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, options.PrimaryPort, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "This silo waits for the first silo of its machine, and nothing listens at 127.0.0.1:{Primary} (Silo:PrimaryPort). "
            + "Start that silo; or, if this is the first, set Silo:PrimaryPort to its own Silo:SiloPort, {Own}.")]
    private partial void LogWaiting(int primary, int own);
}
