using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SweepCluster.Contracts.Grains;
using SweepCluster.Grains.Slots;

namespace SweepCluster.Silo;

/// <summary>The watchdog of the watchdog: keeps the sweep catalogue active somewhere, which in turn
/// takes up every unfinished sweep.</summary>
internal sealed partial class CatalogService(
    IGrainFactory grains, ClusterTiming timing, TimeProvider time, ILogger<CatalogService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(timing.Watchdog, time);
        do
        {
            try
            {
                await grains.GetGrain<ISweepCatalogGrain>(0).SlotsAsync();
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogNoCatalog(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep catalogue could not be reached; it is tried again.")]
    private partial void LogNoCatalog(Exception failure);
}
