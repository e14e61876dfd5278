using SweepCluster.Contracts.Ports;
using SweepCluster.Grains;
using SweepCluster.Grains.Slots;
using SweepCluster.Model.Configurations;
using SweepCluster.Silo.Configuration;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Silo.Training;

/// <summary>The parts of a silo that do not depend on its clustering.</summary>
internal sealed record SiloSetup
{
    /// <summary>The silo's roles: coordinator, worker.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    public required Accelerator Accelerator { get; init; }

    /// <summary>The model of the GPU or CPU, for people.</summary>
    public required string Device { get; init; }

    /// <summary>Number of training slots of a worker; at least 1.</summary>
    public required int Slots { get; init; }

    public required ITrainerSource Trainers { get; init; }

    /// <summary>The place of all checkpoints, which must be usable before the slots of a worker train; null: it is not checked. The
    /// caller disposes it.</summary>
    public ICheckpointStorage? Checkpoints { get; init; }

    /// <summary>Stays the caller's.</summary>
    public required IResultStore Store { get; init; }

    public SweepMeter Meter { get; init; } = new(TimeProvider.System);

    public SweepClock Clock { get; init; } = new(TimeProvider.System);

    public ClusterTiming Timing { get; init; } = new();

    /// <summary>When another silo is declared dead.</summary>
    public MembershipOptions Membership { get; init; } = new();

    /// <summary>How long a silo that is asked to stop waits for its trials.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);
}
