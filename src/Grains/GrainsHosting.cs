using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using SweepCluster.Grains.Placement;
using SweepCluster.Grains.Slots;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Grains;

/// <summary>What every silo needs to host the grains, besides a results store, a <see cref="SweepClock"/>, a
/// <see cref="SweepMeter"/> and, on workers, an <see cref="ITrainingSlots"/>.</summary>
public static class GrainsHosting
{
    /// <param name="labels">The silo's metadata, see <see cref="SiloLabels"/>.</param>
    public static ISiloBuilder AddSweepGrains(this ISiloBuilder silo, ClusterTiming timing, Dictionary<string, string> labels)
    {
        silo.UseSiloMetadata(labels);
        silo.Services.AddSingleton(timing);
        silo.Services.AddSingleton<SlotLedgers>();
        silo.Services.AddSingleton(services =>
            new DecisionLog(services.GetRequiredService<ILoggerFactory>().CreateLogger(DecisionLog.Category)));
        silo.Services.AddPlacementFilter<CoordinatorFilter, CoordinatorFilterDirector>(ServiceLifetime.Singleton);
        silo.Services.AddPlacementFilter<AcceleratorFilter, AcceleratorFilterDirector>(ServiceLifetime.Singleton);
        silo.Services.AddPlacementDirector<SlotPlacement, SlotPlacementDirector>();
        return silo;
    }
}
