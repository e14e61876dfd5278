using System.Globalization;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Describes how seeds ended that have no result.</summary>
public static class SeedEndings
{
    /// <summary>Maximum number of different reasons in one text.</summary>
    private const int MaxReasons = 3;

    /// <summary>The different reasons, each once with the number of its seeds: <c>diverged in epoch 1 (2 seeds); failed: out of
    /// memory</c>. Empty if no seed diverged or failed.</summary>
    /// <param name="trials">The trials of one configuration, by seed.</param>
    public static string Describe(IEnumerable<TrialRecord> trials)
    {
        var reasons = trials.Where(trial => !trial.HasResult && trial.State is TrialState.Diverged or TrialState.Failed)
            .GroupBy(Reason, StringComparer.Ordinal)
            .Select(reason => reason.Count() == 1
                ? reason.Key
                : string.Create(CultureInfo.InvariantCulture, $"{reason.Key} ({reason.Count()} seeds)"))
            .ToArray();
        var others = reasons.Length > MaxReasons ? "; and others" : "";
        return string.Join("; ", reasons.Take(MaxReasons)) + others;
    }

    // A diverged trial's reason says that it diverged.
    private static string Reason(TrialRecord trial)
    {
        var first = trial.Reason.Split('\n', 2)[0].TrimEnd();
        return trial.State switch
        {
            _ when first.Length == 0 => trial.State == TrialState.Diverged ? "diverged" : "failed",
            TrialState.Diverged => first,
            _ => $"failed: {first}",
        };
    }
}
