namespace SweepCluster.Sweeps.Statistics;

/// <summary>Several tests together at one level: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal
/// of Statistics 6 (1979).</summary>
internal static class Holm
{
    /// <summary>The adjusted p values, in the order given: the k-th smallest of m, times m - k + 1, at
    /// least its predecessor, at most 1.</summary>
    public static double[] Adjust(IReadOnlyList<double> values) => Adjust(values, 1, count => 1.0 / count);

    /// <summary>The same where the level of a test depends in another way on how many it is shared among: each value times
    /// <paramref name="level"/> over the test's own level, so that those below <paramref name="level"/> are significant.</summary>
    /// <param name="level">What all tests share.</param>
    /// <param name="levelAmong">The level of one of so many tests.</param>
    public static double[] Adjust(IReadOnlyList<double> values, double level, Func<int, double> levelAmong)
    {
        var adjusted = new double[values.Count];
        var largest = 0.0;
        foreach (var (index, rank) in Ranked(values))
            adjusted[index] = largest = Math.Max(largest, Math.Min(1, values[index] * level / levelAmong(values.Count - rank)));
        return adjusted;
    }

    /// <summary>Among how many tests each shares the level at its present rank.</summary>
    public static int[] Sharing(IReadOnlyList<double> values)
    {
        var sharing = new int[values.Count];
        foreach (var (index, rank) in Ranked(values))
            sharing[index] = values.Count - rank;
        return sharing;
    }

    // Stable: equal values keep their order.
    private static IEnumerable<(int Index, int Rank)> Ranked(IReadOnlyList<double> values) =>
        Enumerable.Range(0, values.Count).OrderBy(index => values[index]).Select((index, rank) => (index, rank));
}
