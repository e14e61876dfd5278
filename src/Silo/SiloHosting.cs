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

/// <summary>Configures the Orleans host of a silo.</summary>
internal static class SiloHosting
{
    /// <summary>Adds the grains, the slots and their services.</summary>
    public static ISiloBuilder UseSweeps(this ISiloBuilder silo, SiloSetup setup)
    {
        silo.AddSweepGrains(setup.Timing, Labels(setup));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(setup);
        silo.Services.AddSingleton(setup.Clock);
        silo.Services.AddSingleton(setup.Meter);
        // Registered as instances, which the container does not dispose.
        silo.Services.AddSingleton<IResultStore>(new MeasuredResultStore(setup.Store, setup.Meter, TimeProvider.System));
        if (setup.Roles.Contains(SiloLabels.Worker))
        {
            silo.Services.AddSingleton<TrainingSlots>();
            silo.Services.AddSingleton<ITrainingSlots>(services => services.GetRequiredService<TrainingSlots>());
            // Added after the silo, so that it stops before it.
            silo.Services.AddHostedService<SlotService>();
        }

        if (setup.Roles.Contains(SiloLabels.Coordinator))
            silo.Services.AddHostedService<CatalogService>();
        return silo.UseQuickFailover();
    }

    /// <summary>Sets timings with which the cluster recovers from a killed silo in seconds: one missed probe in two seconds is enough to
    /// declare it dead, and calls to it don't wait for Orleans' default of 30 s.</summary>
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
