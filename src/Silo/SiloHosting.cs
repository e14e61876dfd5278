using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains;
using SweepCluster.Grains.Placement;
using SweepCluster.Grains.Slots;
using SweepCluster.Model.Configurations;
using SweepCluster.Silo.Configuration;
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
        var isWorker = setup.Roles.Contains(SiloLabels.Worker);
        silo.Services.AddSingleton(services => new CheckpointGate(
            isWorker ? setup.Checkpoints : null,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<CheckpointGate>>()));
        if (isWorker)
        {
            silo.Services.AddSingleton<TrainingSlots>();
            silo.Services.AddSingleton<ITrainingSlots>(services => services.GetRequiredService<TrainingSlots>());
            // Added after the silo, so that it stops before it.
            silo.Services.AddHostedService<SlotService>();
        }

        if (setup.Roles.Contains(SiloLabels.Coordinator))
            silo.Services.AddHostedService<CatalogService>();
        return silo.UseQuickFailover(setup.Membership);
    }

    /// <summary>How a lost silo is noticed, and what waits for it. One that misses <see cref="MembershipOptions.MissedProbes"/> probes in
    /// a row is suspected, and declared dead by <see cref="MembershipOptions.Votes"/> silos that suspect it. With the defaults, it is one
    /// silo after three probes of a second, so a killed process is noticed within four seconds. Orleans suspects no silo from which it
    /// received anything within its maximum probe time (four probes) times the probes to miss: one that is frozen or cut off, whose
    /// connections stay open, is noticed after 12 to 16 seconds.</summary>
    private static ISiloBuilder UseQuickFailover(this ISiloBuilder silo, MembershipOptions membership)
    {
        silo.Configure<ClusterMembershipOptions>(membership.ApplyTo);
        // Calls to a lost silo don't hang for Orleans' default of 30 s.
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        return silo;
    }

    private static Dictionary<string, string> Labels(SiloSetup setup) => new()
    {
        [SiloLabels.Roles] = string.Join(',', setup.Roles),
        [SiloLabels.Accelerators] = AcceleratorNames.Name(setup.Accelerator),
    };
}
