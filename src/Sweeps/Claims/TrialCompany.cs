using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Claims;

/// <summary>Decides from their records whether trials were trained at the same time.</summary>
internal static class TrialCompany
{
    // The end of a trial is recorded a little after its last epoch.
    private const double Tolerance = 0.1;

    /// <summary>Whether two of the trials overlap by more than a tenth of the shorter one.</summary>
    /// <remarks>A trial took its training time up to its recorded end. In a pack, trials share the time equally: they end together, and
    /// each has a part of it. A trial that was interrupted has more training time than its last attempt took, and may then seem to overlap
    /// with others; that refuses a test, and never allows one.</remarks>
    public static bool Exists(IEnumerable<TrialRecord> trials)
    {
        DateTimeOffset? end = null;
        var before = 0.0;
        var timed = trials.Where(trial => trial.TrainSeconds > 0).Select(trial => (End: trial.FinishedAt, Seconds: trial.TrainSeconds));
        foreach (var trial in timed.Where(trial => trial.End is not null).OrderBy(trial => trial.End))
        {
            if (end is { } earlier
                && trial.Seconds - (trial.End!.Value - earlier).TotalSeconds > Tolerance * Math.Min(before, trial.Seconds))
                return true;
            (end, before) = trial;
        }

        return false;
    }
}
