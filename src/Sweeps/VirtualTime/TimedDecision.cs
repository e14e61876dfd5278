namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>A decision with its place in the decision log.</summary>
/// <param name="Number">Number of the decision within its sweep, from 1.</param>
/// <param name="Time">Virtual time at which it was taken.</param>
public sealed record TimedDecision(long Number, Int128 Time, Decision Decision);
