using SweepCluster.Contracts.Leaderboard;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Estimates a mean from a sample.</summary>
public static class Estimate
{
    /// <summary>Mean and 95 % confidence interval, t * s / sqrt(n) with the sample's standard deviation s (n - 1 in the
    /// denominator). Sums run in the order given.</summary>
    /// <param name="values">At least one, all finite.</param>
    public static MeanEstimate Mean(IReadOnlyList<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var mean = values.Sum() / values.Count;
        if (values.Count == 1)
            return new(mean, 1, null);
        var squares = values.Sum(value => (value - mean) * (value - mean));
        var error = Math.Sqrt(squares / (values.Count - 1) / values.Count);
        return new(mean, values.Count, StudentT.Quantile95(values.Count - 1) * error);
    }
}
