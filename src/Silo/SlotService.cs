using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SweepCluster.Contracts.Grains;
using SweepCluster.Silo.Training;

namespace SweepCluster.Silo;

/// <summary>Keeps the grains of this silo's slots at work once checkpoints can be written, and drains them before the silo stops: no new
/// leases, a checkpoint for each trial, its lease handed back.</summary>
internal sealed partial class SlotService(
    TrainingSlots slots, SiloSetup setup, CheckpointGate checkpoints, IGrainFactory grains, TimeProvider time,
    ILogger<SlotService> logger) : BackgroundService
{
    // Short: an activation that Orleans ended, because its directory entry was lost with another silo, is missing until then.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public bool IsDraining { get; private set; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        IsDraining = true;
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(setup.Drain);
        try
        {
            await Task.WhenAll(slots.Keys.Select(key => grains.GetGrain<IGpuGrain>(key).DrainAsync())).WaitAsync(limit.Token);
        }
        catch (Exception failure)
        {
            // The fence and the expiry of leases handle the remaining trials.
            LogNotDrained(failure);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await checkpoints.OpenAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await Task.WhenAll(slots.Keys.Select(key => grains.GetGrain<IGpuGrain>(key).StartAsync()));
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotStarted(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every slot could be started; the silo tries again.")]
    private partial void LogNotStarted(Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Not every trial reached a checkpoint in time; other slots continue them from their latest one.")]
    private partial void LogNotDrained(Exception failure);
}
