namespace SweepCluster.Sweeps.Claims.Statistics;

/// <summary>A t test of an effect that is estimated with an error.</summary>
/// <param name="Effect">The estimate.</param>
/// <param name="Error">Its standard error; 0 where the seeds agree.</param>
/// <param name="Degrees">Of freedom.</param>
/// <param name="Deviation">The standard deviation that the effect is measured in.</param>
/// <param name="Seeds">That it rests on.</param>
internal sealed record MeanTest(double Effect, double Error, double Degrees, double Deviation, int Seeds)
{
    /// <summary>Whether the mean of the values is 0.</summary>
    /// <param name="values">At least two.</param>
    public static MeanTest OneSample(IReadOnlyList<double> values)
    {
        var (mean, variance) = Moments(values);
        return new(mean, Math.Sqrt(variance / values.Count), values.Count - 1, Math.Sqrt(variance), values.Count);
    }

    /// <summary>Whether two means are the same, where the variances may differ: Welch, "The generalization of 'Student's' problem",
    /// Biometrika 34 (1947). The standardised effect is in root mean square deviations of the two.</summary>
    /// <param name="first">At least two.</param>
    /// <param name="second">At least two.</param>
    public static MeanTest Welch(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (firstMean, firstVariance) = Moments(first);
        var (secondMean, secondVariance) = Moments(second);
        var (a, b) = (firstVariance / first.Count, secondVariance / second.Count);
        var degrees = a + b > 0
            ? (a + b) * (a + b) / ((a * a / (first.Count - 1)) + (b * b / (second.Count - 1)))
            : first.Count + second.Count - 2;
        return new(
            firstMean - secondMean, Math.Sqrt(a + b), degrees, Math.Sqrt((firstVariance + secondVariance) / 2), Math.Min(first.Count, second.Count));
    }

    /// <summary>Two-sided.</summary>
    public double P => Error > 0 ? TDistribution.TwoSided(Effect / Error, Degrees) : Effect == 0 ? 1 : 0;

    /// <summary>The probability of such an effect or a greater one where there is none.</summary>
    public double PAbove => Error > 0 ? TDistribution.Above(Effect / Error, Degrees) : Effect > 0 ? 0 : 1;

    /// <summary>Half of the effect's symmetric 95 % interval.</summary>
    public double HalfWidth => TDistribution.Critical(0.05, Degrees) * Error;

    public double? Standardized => Deviation > 0 ? Effect / Deviation : null;

    /// <summary>With so many seeds on each side as <paramref name="seeds"/>, the probability that a two-sided test at level
    /// <paramref name="alpha"/> finds an effect that is what it seems.</summary>
    public double PowerWith(int seeds, double alpha)
    {
        var scale = (double)seeds / Seeds;
        return TDistribution.Power(Math.Abs(Effect) / Error * Math.Sqrt(scale), Math.Max(1, ((Degrees + 1) * scale) - 1), alpha);
    }

    private static (double Mean, double Variance) Moments(IReadOnlyList<double> values)
    {
        var mean = values.Sum() / values.Count;
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
