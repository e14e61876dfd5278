namespace SweepCluster.Grains;

/// <summary>The clock of recorded times and of time limits. Orleans' own timers use the machine's clock, so that a test can hold this one
/// without stopping the cluster.</summary>
public sealed record SweepClock(TimeProvider Time);
