using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The figures of a sweep at one moment, for metrics.</summary>
/// <param name="Leaders">The best configurations, best first.</param>
public sealed record SweepSample(SweepSnapshot Snapshot, TrialTally Tally, IReadOnlyList<LeaderPlace> Leaders);

/// <summary>A training slot of this process.</summary>
/// <param name="BusySeconds">Seconds with a trial, since the process began.</param>
public sealed record SlotSample(int Slot, double BusySeconds, double SamplesPerSecond, double StepsPerSecond);

/// <param name="Utilization">Share of time with computation, 0 to 1.</param>
/// <param name="MemoryUsed">Memory in use, in bytes.</param>
/// <param name="MemorySize">Total memory, in bytes.</param>
public sealed record GpuSample(int Gpu, double Utilization, double MemoryUsed, double MemorySize);
