using SweepCluster.Contracts.Ports;

namespace SweepCluster.Sweeps.Running;

/// <summary>Estimates the remaining time of a sweep from its rate so far: trials and fractions of trials that were trained per
/// second.</summary>
public static class RemainingTime
{
    /// <param name="ended">What ended within <paramref name="elapsed"/>.</param>
    /// <param name="elapsed">The time in which the running trials were trained, without what they restored.</param>
    /// <returns>The estimate; null while nothing is done.</returns>
    public static TimeSpan? Estimate(OpenTrials open, EndedWork ended, IReadOnlyCollection<RunningTrial> running, TimeSpan elapsed)
    {
        var shares = running.Sum(trial => Share(Position(trial.Progress), trial.EpochTarget));
        var restored = ended.RestoredShares + running.Sum(trial => RestoredShare(trial.Progress, trial.EpochTarget));
        var done = ended.Trials + shares - restored;
        // The difference of equal sums may be off by rounding.
        if (done <= 1e-9 || elapsed <= TimeSpan.Zero)
            return null;
        var seconds = Left(open, ended.Trials, running, shares, restored) * elapsed.TotalSeconds / done;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    /// <summary>The share of a trial, 0 to 1, that its attempt took from a checkpoint.</summary>
    public static double RestoredShare(in TrialProgress progress, int epochTarget) => Share(progress.RestoredEpochs, epochTarget);

    private static double Left(OpenTrials open, double ended, IReadOnlyCollection<RunningTrial> running, double shares, double restored)
    {
        var begun = ended + running.Count;
        // A trial that is trained further has as much left as the others had when they were restored.
        var each = open.Continue && begun > 0 ? 1 - (restored / begun) : 1;
        var target = running.Count == 0 ? 0 : running.Average(trial => trial.EpochTarget);
        var waiting = Math.Max(0, open.Waiting - (target > 0 ? open.WaitingEpochs / target : 0));
        return Math.Max(0, (each * (open.Count - open.Waiting - running.Count)) + waiting + running.Count - shares);
    }

    private static double Position(in TrialProgress progress) => progress.Epoch == 0 || progress.SamplesPerEpoch == 0
        ? progress.RestoredEpochs
        : Math.Max(progress.RestoredEpochs, progress.Epoch - 1 + ((double)progress.Samples / progress.SamplesPerEpoch));

    private static double Share(double epochs, int target) => Math.Clamp(epochs / target, 0, 1);
}
