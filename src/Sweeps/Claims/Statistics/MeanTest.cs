using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Claims.Statistics;

/// <summary>A t test of an effect that is estimated with an error.</summary>
/// <param name="Effect">The estimate.</param>
/// <param name="Error">Its standard error; 0 if the seeds agree and the figure has no resolution: then there is no test.</param>
/// <param name="Degrees">Degrees of freedom.</param>
/// <param name="Deviation">The standard deviation as the unit of the effect, at least the minimum that the figure's resolution
/// implies.</param>
/// <param name="Seeds">Number of seeds in the test.</param>
internal sealed record MeanTest(double Effect, double Error, double Degrees, double Deviation, int Seeds)
{
    /// <summary>Tests whether the mean of the values is 0.</summary>
    /// <param name="values">At least two.</param>
    /// <param name="minDeviation">Minimum standard deviation of a value, see <see cref="MetricResolution"/>; 0 for no minimum.</param>
    public static MeanTest OneSample(IReadOnlyList<double> values, double minDeviation)
    {
        var moments = SampleMoments.FromValues(values, minDeviation);
        return new(moments.Mean, moments.Error, values.Count - 1, Math.Sqrt(moments.Variance), values.Count);
    }

    /// <summary>Tests whether two means are the same, where the variances may differ: Welch, "The generalization of 'Student's' problem",
    /// Biometrika 34 (1947). The standardised effect is in root mean square deviations of the two.</summary>
    /// <param name="first">At least two.</param>
    /// <param name="second">At least two.</param>
    /// <param name="minDeviation">Minimum standard deviation of a value of either sample.</param>
    public static MeanTest Welch(IReadOnlyList<double> first, IReadOnlyList<double> second, double minDeviation)
    {
        var (firstMean, firstVariance, _) = SampleMoments.FromValues(first, minDeviation);
        var (secondMean, secondVariance, _) = SampleMoments.FromValues(second, minDeviation);
        var (a, b) = (firstVariance / first.Count, secondVariance / second.Count);
        var degrees = a + b > 0
            ? (a + b) * (a + b) / ((a * a / (first.Count - 1)) + (b * b / (second.Count - 1)))
            : first.Count + second.Count - 2;
        return new(
            firstMean - secondMean, Math.Sqrt(a + b), degrees, Math.Sqrt((firstVariance + secondVariance) / 2),
            Math.Min(first.Count, second.Count));
    }

    /// <summary>Whether the seeds agree, so that no test is possible.</summary>
    public bool HasNoVariation => Error == 0;

    /// <summary>Two-sided p value.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HasNoVariation"/> is true.</exception>
    public double P => TDistribution.TwoSided(T, Degrees);

    /// <summary>The probability of an effect at least as great as this one if there is none.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HasNoVariation"/> is true.</exception>
    public double PAbove => TDistribution.Above(T, Degrees);

    /// <summary>Half of the effect's symmetric 95 % interval.</summary>
    public double HalfWidth => TDistribution.Critical(0.05, Degrees) * Error;

    public double? Standardized => Deviation > 0 ? Effect / Deviation : null;

    private double T => HasNoVariation
        ? throw new InvalidOperationException($"An effect of {Effect} over {Seeds} seeds without variation can't be tested.")
        : Effect / Error;

    /// <summary>The probability that a two-sided test at level <paramref name="alpha"/> with <paramref name="seeds"/> seeds on each side
    /// finds the effect, if the estimate of it is right.</summary>
    public double PowerWith(int seeds, double alpha)
    {
        var scale = (double)seeds / Seeds;
        return TDistribution.Power(Math.Abs(Effect) / Error * Math.Sqrt(scale), Math.Max(1, ((Degrees + 1) * scale) - 1), alpha);
    }
}
