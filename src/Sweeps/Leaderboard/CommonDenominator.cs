namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Derives the number of images that accuracies were measured on from the accuracies themselves.</summary>
internal static class CommonDenominator
{
    /// <summary>Maximum number of images of a data set.</summary>
    public const int MaxImages = 10_000_000;

    // A smaller denominator says nothing: accuracies of 1 have the denominator 1 whatever the number of images.
    private const int MinImages = 10;

    /// <summary>The least common denominator of quotients of whole numbers with one denominator. It divides that denominator, so that it is
    /// never greater. Null if the values don't determine one, or are not such quotients.</summary>
    public static long? FromQuotients(IEnumerable<double> quotients)
    {
        var common = 1L;
        foreach (var quotient in quotients)
        {
            if (Denominator(quotient) is not { } denominator)
                return null;
            common = common / Gcd(common, denominator) * denominator;
            if (common > MaxImages)
                return null;
        }

        return common < MinImages ? null : common;
    }

    /// <summary>The denominator of the simplest fraction that is rounded to this value: a convergent of its continued fraction (Legendre's
    /// theorem, as the fraction is closer to the value than 1 / 2q²). The expansion is exact.</summary>
    internal static long? Denominator(double value)
    {
        if (value is 0 or 1)
            return 1;
        if (!(value > 1.0 / MaxImages / 2 && value < 1))
            return null;
        // A value above 2^-27 has its last bit at 2^-79 or before.
        const int scale = 80;
        Int128 numerator = (Int128)Math.ScaleB(value, scale), denominator = Int128.One << scale;
        Int128 above = 1, below = 0, lastAbove = 0, lastBelow = 1;
        while (denominator != 0)
        {
            var whole = numerator / denominator;
            (numerator, denominator) = (denominator, numerator % denominator);
            (above, lastAbove) = ((whole * above) + lastAbove, above);
            (below, lastBelow) = ((whole * below) + lastBelow, below);
            if (below > MaxImages)
                return null;
            if ((double)above / (double)below == value)
                return (long)below;
        }

        return null;
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
