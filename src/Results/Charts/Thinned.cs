namespace SweepCluster.Results.Charts;

/// <summary>As many of a list as can be shown.</summary>
public static class Thinned
{
    /// <summary>All of them, or the first half of <paramref name="most"/> and others evenly spread over the rest, in order.</summary>
    public static IReadOnlyList<T> Select<T>(IReadOnlyList<T> items, int most)
    {
        if (items.Count <= most)
            return items;
        var first = most / 2;
        var others = most - first;
        return
        [
            .. items.Take(first),
            .. Enumerable.Range(0, others).Select(index => items[first + (int)((long)index * (items.Count - first) / others)]),
        ];
    }
}
