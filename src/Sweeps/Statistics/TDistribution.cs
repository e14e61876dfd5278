using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Statistics;

/// <summary>Student's t distribution with real degrees of freedom, at least 1, and the non-central one, for intervals of the leaderboard
/// and tests of claims.</summary>
internal static class TDistribution
{
    /// <summary>The probability of a t at least as far from 0 as this one: I(d / (d + t²); d / 2, 1 / 2), Abramowitz and Stegun 26.7.1
    /// and 26.5.27.</summary>
    public static double TwoSided(double t, double degrees) =>
        double.IsInfinity(t) ? 0 : SpecialFunctions.IncompleteBeta(degrees / 2, 0.5, degrees / (degrees + (t * t)));

    /// <summary>The probability of a t above this one.</summary>
    public static double Above(double t, double degrees)
    {
        var tail = TwoSided(t, degrees) / 2;
        return t > 0 ? tail : 1 - tail;
    }

    /// <summary>The t above 0 with <see cref="TwoSided"/> equal to <paramref name="p"/>, which lies between 0 and 1.</summary>
    /// <remarks>Newton's method from 0. For t above 0 the probability falls and is convex, so that no step overshoots the solution; at the
    /// solution, rounding stops the growth.</remarks>
    public static double Critical(double p, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        var logPeak = SpecialFunctions.LogGamma((degrees + 1) / 2) - SpecialFunctions.LogGamma(degrees / 2);
        var peak = DeterministicMath.Exp(logPeak) / Math.Sqrt(degrees * Math.PI);
        var t = 0.0;
        while (true)
        {
            var density = peak * DeterministicMath.Exp(-(degrees + 1) / 2 * DeterministicMath.Log(1 + (t * t / degrees)));
            var next = t + ((TwoSided(t, degrees) - p) / (2 * density));
            if (!(next > t))
                return t;
            t = next;
        }
    }

    /// <summary>The probability that a two-sided t test at level <paramref name="alpha"/> rejects, where t is non-central.</summary>
    /// <param name="shift">The non-centrality: the true effect in standard errors.</param>
    public static double Power(double shift, double degrees, double alpha)
    {
        var critical = Critical(alpha, degrees);
        return 1 - NonCentral(critical, degrees, shift) + NonCentral(-critical, degrees, shift);
    }

    /// <summary>The probability of a non-central t up to <paramref name="t"/>: the normal distribution averaged over the estimated standard
    /// deviation, which is distributed as chi / sqrt(d). By Simpson's rule; absolute error below 1e-6.</summary>
    internal static double NonCentral(double t, double degrees, double shift)
    {
        const int intervals = 2000;
        var spread = 14 / Math.Sqrt(2 * degrees);
        var (low, high) = (Math.Max(0, 1 - spread), 1 + spread);
        var logScale =
            DeterministicMath.Log(2) + (degrees / 2 * DeterministicMath.Log(degrees / 2)) - SpecialFunctions.LogGamma(degrees / 2);
        var sum = 0.0;
        for (var i = 0; i <= intervals; i++)
        {
            var s = low + ((high - low) * i / intervals);
            var weight = i is 0 or intervals ? 1 : i % 2 == 1 ? 4 : 2;
            // At s = 0 the density is 0 except for a single degree of freedom.
            var logPower = s > 0 ? (degrees - 1) * DeterministicMath.Log(s) : degrees > 1 ? double.NegativeInfinity : 0;
            var density = DeterministicMath.Exp(logScale + logPower - (degrees * s * s / 2));
            sum += weight * SpecialFunctions.NormalBelow((t * s) - shift) * density;
        }

        return sum * (high - low) / intervals / 3;
    }
}
