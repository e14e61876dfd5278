using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>A sweep at one moment, for metrics.</summary>
/// <param name="Metric">Name of the metric that is the sweep's objective.</param>
/// <param name="Tally">What this process saw happen; null where it has only read the results of another process.</param>
/// <param name="Leaders">The best configurations, best first.</param>
/// <param name="Accelerator">The kind of slots that train its trials: <c>cpu</c> or <c>gpu</c>.</param>
public sealed record SweepSample(
    SweepSnapshot Snapshot, string Metric, TrialTally? Tally, IReadOnlyList<LeaderPlace> Leaders, string Accelerator)
{
    /// <summary>Whether a process holds the sweep; an interrupted sweep is recorded as running although none does.</summary>
    public bool IsHeld { get; init; } = true;

    /// <summary>Id of the sweep.</summary>
    public string Id => Snapshot.Sweep.Id;

    /// <summary>Whether a process works at the sweep, and it is not paused.</summary>
    public bool IsRunning => IsHeld && Snapshot.Sweep.Status == SweepStatus.Running;

    /// <summary>Trials without a record.</summary>
    public long Unstarted => Math.Max(0, Snapshot.Trials - Snapshot.Counts.Values.Sum());

    /// <summary>Trials that a running sweep has still to begin or to go on with.</summary>
    public long Queued => IsRunning ? Unstarted + Snapshot.Counts.GetValueOrDefault(TrialState.Waiting) : 0;

    /// <summary>Trials that slots train, also those of a paused sweep until they have reached a checkpoint.</summary>
    public long Training => Snapshot.Counts.GetValueOrDefault(TrialState.Running);
}

/// <summary>A sweep of the board.</summary>
/// <param name="QueueAge">For how long it has had queued trials without beginning one.</param>
/// <param name="At">When the figures were current.</param>
public sealed record BoardEntry(SweepSample Figures, TimeSpan QueueAge, DateTimeOffset At);

/// <summary>A training slot of this process.</summary>
/// <param name="BusySeconds">Seconds with a trial, since the process began.</param>
public sealed record SlotSample(int Slot, double BusySeconds, double SamplesPerSecond, double StepsPerSecond);

/// <param name="Utilization">Share of time with computation, 0 to 1.</param>
/// <param name="MemoryUsed">Memory in use, in bytes.</param>
/// <param name="MemorySize">Total memory, in bytes.</param>
public sealed record GpuSample(int Gpu, double Utilization, double MemoryUsed, double MemorySize);
