using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Estimates a mean from a sample.</summary>
public static class Estimate
{
    /// <summary>Mean and 95 % confidence interval, t * s / sqrt(n) with the sample's standard deviation s (n - 1 in the
    /// denominator). Sums run in the order given. Values that agree and come in no steps have no interval: they
    /// say nothing about their error.</summary>
    /// <param name="values">At least one, all finite.</param>
    /// <param name="roundingVariance">What is added to s²: <see cref="MetricResolution.RoundingVariance"/>.</param>
    public static MeanEstimate Mean(IReadOnlyList<double> values, double roundingVariance)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        if (values.Count == 1)
            return new(values[0], 1, null);
        var moments = SampleMoments.FromValues(values, roundingVariance);
        return new(moments.Mean, values.Count, moments.Error > 0 ? TDistribution.Critical(0.05, values.Count - 1) * moments.Error : null);
    }
}
