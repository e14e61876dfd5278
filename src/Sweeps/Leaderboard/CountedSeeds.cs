using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Which seeds of a configuration have figures of an epoch that count: those that a learning curve or a mean of metrics is taken
/// over.</summary>
public static class CountedSeeds
{
    /// <summary>The seeds that have a finished result; of a configuration without any, those that are being trained, whose figures are
    /// provisional. Seeds that diverged, failed or were cancelled never count.</summary>
    /// <param name="trials">The trials of one configuration.</param>
    public static IReadOnlyList<TrialRecord> Find(IReadOnlyCollection<TrialRecord> trials)
    {
        TrialRecord[] finished = [.. trials.Where(trial => trial.HasResult)];
        return finished.Length > 0 ? finished : [.. trials.Where(IsOpen)];
    }

    /// <summary>Whether the trial is being trained, or waits to be trained again.</summary>
    public static bool IsOpen(TrialRecord trial) => trial.State is TrialState.Running or TrialState.Waiting;
}
