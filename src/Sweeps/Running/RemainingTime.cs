using SweepCluster.Contracts.Ports;

namespace SweepCluster.Sweeps.Running;

/// <summary>How long a sweep will still take, from how fast it has been: trials ended and shares of trials done, a second.</summary>
public static class RemainingTime
{
    /// <param name="unfinished">Trials to end, those in flight included.</param>
    /// <param name="ended">Trials ended within <paramref name="elapsed"/>.</param>
    /// <returns>Null while nothing is done.</returns>
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
