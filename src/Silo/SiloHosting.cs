using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains;
using SweepCluster.Grains.Placement;
using SweepCluster.Grains.Slots;
using SweepCluster.Model.Configurations;
using SweepCluster.Silo.Training;
using SweepCluster.Storage;

namespace SweepCluster.Silo;

/// <summary>Puts a silo together.</summary>
internal static class SiloHosting
{
    /// <summary>Grains, slots and the services around them.</summary>
    public static ISiloBuilder UseSweeps(this ISiloBuilder silo, SiloSetup setup)
    {
        silo.AddSweepGrains(setup.Timing, Labels(setup));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(setup);
        silo.Services.AddSingleton(setup.Clock);
        silo.Services.AddSingleton(setup.Meter);
        // As instances, which the container leaves to the caller.
        silo.Services.AddSingleton<IResultStore>(new MeasuredResultStore(setup.Store, setup.Meter, TimeProvider.System));
        if (setup.Roles.Contains(SiloLabels.Worker))
        {
            silo.Services.AddSingleton<TrainingSlots>();
            silo.Services.AddSingleton<ITrainingSlots>(services => services.GetRequiredService<TrainingSlots>());
            // Stops before the silo does, because it was added after it.
            silo.Services.AddHostedService<SlotService>();
        }

        if (setup.Roles.Contains(SiloLabels.Coordinator))
            silo.Services.AddHostedService<CatalogService>();
        return silo.UseQuickFailover();
    }

    /// <summary>Timings with which a killed silo is survived in seconds: one missed answer in two seconds is enough to be voted out,
    /// and calls to it don't hang for Orleans' default of 30 s.</summary>
    private static ISiloBuilder UseQuickFailover(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 1;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        });
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        return silo;
    }

    private static Dictionary<string, string> Labels(SiloSetup setup) => new()
    {
        [SiloLabels.Roles] = string.Join(',', setup.Roles),
        [SiloLabels.Accelerators] = AcceleratorNames.Name(setup.Accelerator),
    };
}
