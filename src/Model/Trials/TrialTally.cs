namespace SweepCluster.Model.Trials;

/// <summary>Counts of a sweep's trials since a process started or resumed the sweep. They only grow.</summary>
/// <param name="Retried">Failed attempts that are to be repeated.</param>
/// <param name="Epochs">Number of recorded epochs.</param>
/// <param name="Samples">Number of samples trained on in recorded epochs.</param>
public readonly record struct TrialTally(
    long Started, long Succeeded, long Diverged, long Failed, long Retried, long Epochs, long Samples, long LeasesExpired)
{
    /// <summary>Sum over the ended trials of the share of each, 0 to 1, that was taken from a checkpoint instead of trained.</summary>
    public double RestoredShares { get; init; }

    /// <summary>Number of trials that ended by themselves.</summary>
    public long Ended => Succeeded + Diverged + Failed;
}
