using System.Globalization;

namespace SweepCluster.Bench.Measuring;

/// <summary>What was measured in every block.</summary>
/// <param name="Median">Of the blocks.</param>
/// <param name="Spread">Half the distance between the quartiles, as a fraction of the median.</param>
internal sealed record Measured(double Median, double Spread, int Blocks)
{
    public static Measured FromBlocks(IEnumerable<double> blocks)
    {
        var sorted = blocks.Order().ToArray();
        if (sorted.Length == 0)
            return new(double.NaN, double.NaN, 0);
        var median = Quantile(sorted, 0.5);
        return new(median, (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / 2 / median, sorted.Length);
    }

    public string Show(string format) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ±{Spread * 100:0}%");

    /// <param name="sorted">Ascending, not empty; values in between are interpolated.</param>
    public static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
