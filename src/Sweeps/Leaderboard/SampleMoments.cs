namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The mean of a figure over seeds and its variance, with what the figure's steps hide.</summary>
/// <remarks>Every interval and every test is computed from these two numbers.</remarks>
/// <param name="Mean">The sum, taken in the order of the values, over their count.</param>
/// <param name="Variance">The sample's variance, with n - 1 in its denominator, and the rounding's; 0 if the values agree and come in no
/// steps: then nothing is known about the error of the mean.</param>
internal readonly record struct SampleMoments(double Mean, double Variance, int Count)
{
    // Differences of equal figures are computed with an error of some units in the last place, which is not variation.
    private const double Rounding = 1e-12;

    /// <summary>The standard error of the mean; 0 if it is unknown.</summary>
    public double Error => Math.Sqrt(Variance / Count);

    /// <param name="values">At least two, all finite.</param>
    /// <param name="roundingVariance">The variance that the figure's steps hide; 0 for a figure without steps. See
    /// <see cref="MetricResolution"/>.</param>
    public static SampleMoments FromValues(IReadOnlyList<double> values, double roundingVariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 2);
        var mean = values.Sum() / values.Count;
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        if (Math.Sqrt(variance) <= Rounding * values.Max(Math.Abs))
            variance = 0;
        return new(mean, variance + roundingVariance, values.Count);
    }
}
