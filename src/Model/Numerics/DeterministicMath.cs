namespace SweepCluster.Model.Numerics;

/// <summary>Elementary functions in double precision that give the same bits on every machine: they use IEEE operations only, and no C
/// library. For set-up code (initial weights, schedules); the trainer has vector forms of its own.</summary>
public static class DeterministicMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a positive, finite, normal number; relative error below 1e-15.</summary>
    public static double Log(double x)
    {
        if (!(x >= double.MinValue) || x < 2.2250738585072014e-308 || double.IsPositiveInfinity(x))
            throw new ArgumentOutOfRangeException(nameof(x), x, "The logarithm is defined for positive, finite, normal numbers.");
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.1716: the series to s^21.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var series = 0.0;
        for (var k = 21; k >= 3; k -= 2)
            series = (series + (1.0 / k)) * square;
        return (exponent * Ln2High) + ((exponent * Ln2Low) + (2 * s * series) + (2 * s));
    }

    /// <summary>e^x; 0 below -745, infinity above 709.78; relative error below 1e-15.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 709.782712893384)
            return double.PositiveInfinity;
        if (x < -745.2)
            return 0;
        var n = Math.Round(x * 1.4426950408889634);
        var r = (x - (n * Ln2High)) - (n * Ln2Low);
        var series = 1.0;
        for (var k = 14; k >= 1; k--)
            series = 1 + (r * series / k);
        // Computed in two factors, so that results below the normal range can be reached.
        var half = (int)n / 2;
        return series * PowerOfTwo(half) * PowerOfTwo((int)n - half);
    }

    /// <summary>cos(pi x) for x in [0, 1]; absolute error below 1e-15.</summary>
    public static double CosPi(double x)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(x, 1);
        return x <= 0.25 ? Cos(Math.PI * x) : x <= 0.75 ? Sin(Math.PI * (0.5 - x)) : -Cos(Math.PI * (1 - x));
    }

    /// <summary><paramref name="x"/> to a whole power, by repeated squaring.</summary>
    public static double Power(double x, long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var result = 1.0;
        for (; n > 0; n >>= 1, x *= x)
        {
            if ((n & 1) != 0)
                result *= x;
        }

        return result;
    }

    /// <summary>The standard normal quantile of <paramref name="p"/> in (0, 1); relative error about 1e-15. Wichura,
    /// "Algorithm AS 241", Applied Statistics 37 (1988), routine PPND16.</summary>
    public static double NormalQuantile(double p)
    {
        if (!(p > 0 && p < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "The quantile is defined between 0 and 1, both excluded.");
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var central = 0.180625 - (q * q);
            return q * Horner(central, CentralNumerator) / Horner(central, CentralDenominator);
        }

        var r = Math.Sqrt(-Log(q < 0 ? p : 1 - p));
        var tail = r <= 5
            ? Horner(r - 1.6, MiddleNumerator) / Horner(r - 1.6, MiddleDenominator)
            : Horner(r - 5, FarNumerator) / Horner(r - 5, FarDenominator);
        return q < 0 ? -tail : tail;
    }

    private static double PowerOfTwo(int n) => BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);

    private static double Cos(double x)
    {
        var square = x * x;
        var series = 1.0;
        for (var k = 18; k >= 2; k -= 2)
            series = 1 - (square * series / (k * (k - 1)));
        return series;
    }

    private static double Sin(double x)
    {
        var square = x * x;
        var series = 1.0;
        for (var k = 19; k >= 3; k -= 2)
            series = 1 - (square * series / (k * (k - 1)));
        return x * series;
    }

    private static double Horner(double x, ReadOnlySpan<double> coefficients)
    {
        var value = 0.0;
        foreach (var coefficient in coefficients)
            value = (value * x) + coefficient;
        return value;
    }

    // AS 241's coefficients, highest power first.
    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
    ];

    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ];

    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
    ];

    private static ReadOnlySpan<double> FarNumerator =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ];

    private static ReadOnlySpan<double> FarDenominator =>
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
    ];
}
