using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Estimates a mean from a sample.</summary>
public static class Estimate
{
    /// <summary>Mean and 95 % confidence interval, t * s / sqrt(n) with the sample's standard deviation s (n - 1 in the denominator). Sums
    /// run in the order given. Values that agree and have no resolution have no interval: their error is unknown.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <param name="minDeviation">Minimum of s: <see cref="MetricResolution.MinDeviation"/>.</param>
    public static MeanEstimate Mean(IReadOnlyList<double> values, double minDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        if (values.Count == 1)
            return new(values[0], 1, null);
        var moments = SampleMoments.FromValues(values, minDeviation);
        return new(moments.Mean, values.Count, moments.Error > 0 ? TDistribution.Critical(0.05, values.Count - 1) * moments.Error : null);
    }
}
