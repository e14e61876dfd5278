using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>A sweep at one moment, for metrics.</summary>
/// <param name="Leaders">The best configurations, best first.</param>
/// <param name="Accelerator">The kind of slots that train its trials: <c>cpu</c> or <c>gpu</c>.</param>
public sealed record SweepSample(SweepSnapshot Snapshot, TrialTally Tally, IReadOnlyList<LeaderPlace> Leaders, string Accelerator);

/// <summary>A training slot of this process.</summary>
/// <param name="BusySeconds">With a trial, since the process began.</param>
public sealed record SlotSample(int Slot, double BusySeconds, double SamplesPerSecond, double StepsPerSecond);

/// <param name="Utilization">0 to 1.</param>
/// <param name="MemoryUsed">Bytes.</param>
/// <param name="MemorySize">Bytes.</param>
public sealed record GpuSample(int Gpu, double Utilization, double MemoryUsed, double MemorySize);
