namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Student's t distribution with a whole number of degrees of freedom.</summary>
internal static class StudentT
{
    // Beyond this many degrees of freedom the expansion is exact to double precision, and the sum would get long.
    private const int MaxSumTerms = 1000;

    // The normal distribution's quantile at 0.975.
    private const double NormalQuantile = 1.959963984540054;

    /// <summary>The t with probability 0.95 between -t and t.</summary>
    public static double Quantile95(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        if (degrees > MaxSumTerms)
            return Expansion(degrees);
        double low = 0, high = 16;
        while (true)
        {
            var middle = 0.5 * (low + high);
            if (middle <= low || middle >= high)
                return middle;
            if (Central(middle, degrees) < 0.95)
                low = middle;
            else
                high = middle;
        }
    }

    /// <summary>The probability between -t and t: Abramowitz and Stegun 26.7.3 (odd degrees) and 26.7.4 (even).</summary>
    internal static double Central(double t, int degrees)
    {
        var sine = t / Math.Sqrt(degrees + (t * t));
        var squaredCosine = degrees / (degrees + (t * t));
        var even = degrees % 2 == 0;
        double term = 1, sum = 0;
        for (var i = even ? 2 : 3; i <= degrees; i += 2)
        {
            sum += term;
            term *= squaredCosine * (i - 1) / i;
        }

        if (even)
            return sine * sum;
        return 2 / Math.PI * (Math.Atan(t / Math.Sqrt(degrees)) + (sine * Math.Sqrt(squaredCosine) * sum));
    }

    /// <summary>Abramowitz and Stegun 26.7.5: Cornish-Fisher's expansion around the normal quantile.</summary>
    internal static double Expansion(int degrees)
    {
        const double x = NormalQuantile, x3 = x * x * x, x5 = x3 * x * x, x7 = x5 * x * x, x9 = x7 * x * x;
        double n = degrees;
        return x
            + ((x3 + x) / 4 / n)
            + (((5 * x5) + (16 * x3) + (3 * x)) / 96 / (n * n))
            + (((3 * x7) + (19 * x5) + (17 * x3) - (15 * x)) / 384 / (n * n * n))
            + (((79 * x9) + (776 * x7) + (1482 * x5) - (1920 * x3) - (945 * x)) / 92160 / (n * n * n * n));
    }
}
