using SweepCluster.Contracts.Ports;

namespace SweepCluster.Sweeps.Running;

/// <summary>Estimates the remaining time of a sweep from its rate so far: ended trials and fractions of running ones per second.</summary>
public static class RemainingTime
{
    /// <param name="unfinished">Number of trials that have not ended, including those in flight.</param>
    /// <param name="ended">Number of trials that ended within <paramref name="elapsed"/>.</param>
    /// <returns>The estimate; null while nothing is done.</returns>
    public static TimeSpan? Estimate(long unfinished, double ended, IEnumerable<RunningTrial> running, TimeSpan elapsed)
    {
        var shares = running.Sum(Share);
        var done = ended + shares;
        if (done <= 0 || elapsed <= TimeSpan.Zero)
            return null;
        var seconds = Math.Max(0, unfinished - shares) * elapsed.TotalSeconds / done;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    private static double Share(RunningTrial trial)
    {
        var (epoch, samples, all) = (trial.Progress.Epoch, trial.Progress.Samples, trial.Progress.SamplesPerEpoch);
        if (epoch == 0 || all == 0)
            return 0;
        return Math.Clamp((epoch - 1 + ((double)samples / all)) / trial.EpochTarget, 0, 1);
    }
}
