using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SweepCluster.Contracts.Grains;
using SweepCluster.Grains.Slots;

namespace SweepCluster.Silo;

/// <summary>Keeps the sweep catalogue active on some silo; the catalogue in turn resumes every unfinished sweep.</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep catalogue could not be reached; the silo tries again.")]
    private partial void LogNoCatalog(Exception failure);
}
