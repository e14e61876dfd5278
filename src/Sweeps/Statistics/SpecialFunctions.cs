using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Statistics;

/// <summary>The functions that the t distribution is computed from, with the same bits on every machine.</summary>
internal static class SpecialFunctions
{
    private const double Tiny = 1e-300;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Γ(x) for x of at least 0.5, after Lanczos with g = 7 and nine terms; relative error about 1e-15.</summary>
    public static double LogGamma(double x)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x, 0.5);
        ReadOnlySpan<double> coefficients =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        var sum = coefficients[0];
        for (var i = 1; i < coefficients.Length; i++)
            sum += coefficients[i] / (x - 1 + i);
        var t = x + 6.5;
        return HalfLogTwoPi + ((x - 0.5) * DeterministicMath.Log(t)) - t + DeterministicMath.Log(sum);
    }

    /// <summary>The regularised incomplete beta function I(x; a, b): the continued fraction of Abramowitz and Stegun 26.5.8, evaluated
    /// after Lentz, from the end at which it converges.</summary>
    /// <param name="a">At least 0.5.</param>
    /// <param name="b">At least 0.5.</param>
    /// <param name="x">From 0 to 1; a subnormal number counts as 0.</param>
    public static double IncompleteBeta(double a, double b, double x)
    {
        if (x <= 0 || double.IsSubnormal(x))
            return 0;
        if (x >= 1)
            return 1;
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(b, a, 1 - x);
        var logPowers = (a * DeterministicMath.Log(x)) + (b * DeterministicMath.Log(1 - x));
        var front = DeterministicMath.Exp(logPowers - LogGamma(a) - LogGamma(b) + LogGamma(a + b)) / a;
        double numerator = 1, denominator = 1 / NotZero(1 - ((a + b) * x / (a + 1))), fraction = denominator;
        for (var m = 1; m < 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            Step(even);
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            var factor = Step(odd);
            if (Math.Abs(factor - 1) < 1e-16)
                break;
        }

        return front * fraction;

        double Step(double term)
        {
            denominator = 1 / NotZero(1 + (term * denominator));
            numerator = NotZero(1 + (term / numerator));
            fraction *= numerator * denominator;
            return numerator * denominator;
        }
    }

    /// <summary>The standard normal distribution function.</summary>
    public static double NormalBelow(double x)
    {
        var z = Math.Abs(x) / Math.Sqrt(2);
        var tail = z < 2.5 ? 1 - ErrorSeries(z) : ErrorTail(z);
        return x < 0 ? tail / 2 : 1 - (tail / 2);
    }

    // erf(z), Abramowitz and Stegun 7.1.6: all terms have one sign.
    private static double ErrorSeries(double z)
    {
        double term = z, sum = z;
        for (var n = 1; Math.Abs(term) > 1e-17 * sum; n++)
        {
            term *= 2 * z * z / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * DeterministicMath.Exp(-z * z) * sum;
    }

    // erfc(z), Abramowitz and Stegun 7.1.14, from the inside out.
    private static double ErrorTail(double z)
    {
        var fraction = z;
        for (var n = 60; n >= 1; n--)
            fraction = z + (n / 2.0 / fraction);
        return DeterministicMath.Exp(-z * z) / Math.Sqrt(Math.PI) / fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
