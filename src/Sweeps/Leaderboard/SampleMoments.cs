namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The mean of a figure over seeds and its variance, which is at least the minimum that the figure's resolution implies.</summary>
/// <remarks>Every interval and every test is computed from these two numbers.</remarks>
/// <param name="Mean">The sum, taken in the order of the values, over their count.</param>
/// <param name="Variance">The sample's variance, with n - 1 in its denominator, or the square of the minimum deviation if that is greater;
/// 0 if the values agree and have no resolution: then nothing is known about the error of the mean.</param>
internal readonly record struct SampleMoments(double Mean, double Variance, int Count)
{
    // Differences of equal figures are computed with an error of some units in the last place, which is not variation.
    private const double Rounding = 1e-12;

    /// <summary>The standard error of the mean; 0 if it is unknown.</summary>
    public double Error => Math.Sqrt(Variance / Count);

    /// <param name="values">At least two, all finite.</param>
    /// <param name="minDeviation">The standard deviation that seeds may have although they agree; 0 for a figure without a resolution. See
    /// <see cref="MetricResolution"/>.</param>
    public static SampleMoments FromValues(IReadOnlyList<double> values, double minDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 2);
        var mean = values.Sum() / values.Count;
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        if (Math.Sqrt(variance) <= Rounding * values.Max(Math.Abs))
            variance = 0;
        return new(mean, Math.Max(variance, minDeviation * minDeviation), values.Count);
    }
}
