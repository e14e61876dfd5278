namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>A stretch of training: one trial from an epoch to a later one.</summary>
/// <param name="Trial">Index of the trial, as <see cref="Search.TrialNumbering"/> numbers them.</param>
/// <param name="From">Number of epochs that the trial was trained before; 0 for a new one.</param>
/// <param name="To">Number of epochs after which the trial is looked at again, greater than <paramref name="From"/>.</param>
public readonly record struct Job(long Trial, int From, int To);
