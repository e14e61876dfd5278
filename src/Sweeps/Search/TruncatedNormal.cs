using SweepCluster.Model.Numerics;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Search;

/// <summary>The normal distribution within an interval.</summary>
internal static class TruncatedNormal
{
    // Beyond so many deviations the tail does not change a double near 1.
    private const double Far = 8.5;

    private const double MinMass = 1e-300;

    /// <summary>The logarithm of the standard normal probability of an interval; at least that of 1e-300.</summary>
    public static double LogMass(double low, double high)
    {
        // The difference is taken in the tail that it lies in, where it is exact.
        if (low > 0)
            (low, high) = (-high, -low);
        var (above, below) = (high > Far ? 0 : SpecialFunctions.NormalBelow(-high), low < -Far ? 0 : SpecialFunctions.NormalBelow(low));
        if (above == 0 && below == 0 && high > 0)
            return 0;
        var mass = high > 0 ? 1 - above - below : SpecialFunctions.NormalBelow(high) - SpecialFunctions.NormalBelow(low);
        return DeterministicMath.Log(Math.Max(MinMass, mass));
    }

    /// <summary>The value with this share of the interval's probability below it.</summary>
    /// <param name="uniform">From 0 to below 1.</param>
    public static double Quantile(double uniform, double mean, double deviation, double low, double high)
    {
        var (a, b) = (SpecialFunctions.NormalBelow((low - mean) / deviation), SpecialFunctions.NormalBelow((high - mean) / deviation));
        var p = Math.Clamp(a + (uniform * (b - a)), MinMass, 1 - 1e-16);
        return Math.Clamp(mean + (deviation * DeterministicMath.NormalQuantile(p)), low, high);
    }
}
