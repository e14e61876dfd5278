using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Claims.Statistics;

/// <summary>A t test of an effect that is estimated with an error.</summary>
/// <param name="Effect">The estimate.</param>
/// <param name="Error">Its standard error; 0 if the seeds agree and the figure comes in no steps: then there is no test.</param>
/// <param name="Degrees">Of freedom.</param>
/// <param name="Deviation">The standard deviation that the effect is measured in, with what the figure's steps hide.</param>
/// <param name="Seeds">That it rests on.</param>
internal sealed record MeanTest(double Effect, double Error, double Degrees, double Deviation, int Seeds)
{
    // Beyond this many standard errors hardly any test stays undecided, and so many halvings find the effect to a thousandth.
    private const double MaxShift = 8;
    private const int Halvings = 14;

    /// <summary>Whether the mean of the values is 0.</summary>
    /// <param name="values">At least two.</param>
    /// <param name="roundingVariance">The variance of a value that its steps hide, see <see cref="MetricResolution"/>; 0: it has
    /// none.</param>
    public static MeanTest OneSample(IReadOnlyList<double> values, double roundingVariance)
    {
        var moments = SampleMoments.FromValues(values, roundingVariance);
        return new(moments.Mean, moments.Error, values.Count - 1, Math.Sqrt(moments.Variance), values.Count);
    }

    /// <summary>Tests whether two means are the same, where the variances may differ: Welch, "The generalization of 'Student's' problem",
    /// Biometrika 34 (1947). The standardised effect is in root mean square deviations of the two.</summary>
    /// <param name="first">At least two.</param>
    /// <param name="second">At least two.</param>
    /// <param name="roundingVariance">The variance of a value of either that its steps hide.</param>
    public static MeanTest Welch(IReadOnlyList<double> first, IReadOnlyList<double> second, double roundingVariance)
    {
        var (firstMean, firstVariance, _) = SampleMoments.FromValues(first, roundingVariance);
        var (secondMean, secondVariance, _) = SampleMoments.FromValues(second, roundingVariance);
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

    /// <summary>The same test with the effect that it has where it is known that a two-sided test at this level did not find it.</summary>
    /// <remarks>What stays undecided is what happened to look small: the effects of such tests are too small on average, and the seeds
    /// asked for too many. The t of an undecided test has the distribution of a non-central t between the critical values. This is the
    /// effect of which half of these lie nearer to 0 than the one found: a median-unbiased estimate under the condition that the test did
    /// not decide (compare Whitehead, "On the bias of maximum likelihood estimation following a sequential test", Biometrika 73, 1986). It
    /// is 0 where half of them would lie beyond it without any effect. <c>eng/looks/simulate.py</c> shows what it is worth.</remarks>
    public MeanTest WhereUndecided(double level)
    {
        var (found, limit) = (Math.Abs(T), TDistribution.Critical(level, Degrees));
        if (found >= limit || Nearer(0) < 0.5)
            return found >= limit ? this : this with { Effect = 0 };
        var (low, high) = (0.0, found + MaxShift);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (Nearer(middle) > 0.5)
                low = middle;
            else
                high = middle;
        }

        return this with { Effect = Math.Sign(Effect) * low * Error };

        double Nearer(double shift) => Between(found, shift) / Math.Max(Between(limit, shift), double.Epsilon);

        double Between(double t, double shift) =>
            TDistribution.NonCentral(t, Degrees, shift) - TDistribution.NonCentral(-t, Degrees, shift);
    }

    /// <summary>With so many seeds on each side as <paramref name="seeds"/>, the probability that a two-sided test at level
    /// <paramref name="alpha"/> finds an effect that is what it seems.</summary>
    public double PowerWith(int seeds, double alpha)
    {
        var scale = (double)seeds / Seeds;
        return TDistribution.Power(Math.Abs(Effect) / Error * Math.Sqrt(scale), Math.Max(1, ((Degrees + 1) * scale) - 1), alpha);
    }
}
