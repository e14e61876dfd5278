namespace SweepCluster.Sweeps.Claims.Statistics;

/// <summary>Corrects several tests at one joint level: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
/// Journal of Statistics 6 (1979).</summary>
internal static class Holm
{
    /// <summary>The adjusted p values, in the order given: the k-th smallest of m, times m - k + 1, at least its predecessor, at most
    /// 1.</summary>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var largest = 0.0;
        foreach (var (index, rank) in Ranked(values))
            adjusted[index] = largest = Math.Max(largest, Math.Min(1, values[index] * (values.Count - rank)));
        return adjusted;
    }

    /// <summary>The level of each test at its present rank.</summary>
    public static double[] Levels(IReadOnlyList<double> values, double level)
    {
        var levels = new double[values.Count];
        foreach (var (index, rank) in Ranked(values))
            levels[index] = level / (values.Count - rank);
        return levels;
    }

    // Stable: equal values keep their order.
    private static IEnumerable<(int Index, int Rank)> Ranked(IReadOnlyList<double> values) =>
        Enumerable.Range(0, values.Count).OrderBy(index => values[index]).Select((index, rank) => (index, rank));
}
