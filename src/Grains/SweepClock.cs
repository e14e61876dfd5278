namespace SweepCluster.Grains;

/// <summary>The clock of what is recorded and limited. Orleans' own timers run by the machine's, so that a test can hold this
/// one without stopping the cluster.</summary>
public sealed record SweepClock(TimeProvider Time);
