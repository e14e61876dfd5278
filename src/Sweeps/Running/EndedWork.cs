namespace SweepCluster.Sweeps.Running;

/// <summary>The trials that ended within a time.</summary>
/// <param name="RestoredShares">Sum of the share of each, 0 to 1, that was not trained within that time but restored from a
/// checkpoint.</param>
public readonly record struct EndedWork(double Trials, double RestoredShares = 0);
