namespace SweepCluster.Model.Trials;

/// <summary>What has happened to a sweep's trials since a process took the sweep up. It only grows.</summary>
/// <param name="Retried">Attempts that failed and are to be made again.</param>
/// <param name="Epochs">Recorded ones.</param>
/// <param name="Samples">Trained on in recorded epochs.</param>
public readonly record struct TrialTally(
    long Started, long Succeeded, long Diverged, long Failed, long Retried, long Epochs, long Samples, long LeasesExpired)
{
    /// <summary>Trials that ended by themselves.</summary>
    public long Ended => Succeeded + Diverged + Failed;
}
