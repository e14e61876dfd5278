namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>A job that a virtual worker is training.</summary>
/// <param name="Worker">Number of the virtual worker, from 0.</param>
/// <param name="Start">Virtual time at which the job began.</param>
/// <param name="End">Virtual time at which the job ends, later than <paramref name="Start"/>.</param>
public sealed record OpenJob(Job Job, int Worker, Int128 Start, Int128 End);
