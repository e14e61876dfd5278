namespace SweepCluster.Results.Charts;

/// <summary>Shortens lists to the length that can be shown.</summary>
public static class Thinned
{
    /// <summary>All items, or the first half of <paramref name="max"/> and others evenly spread over the rest, in order.</summary>
    public static IReadOnlyList<T> Select<T>(IReadOnlyList<T> items, int max)
    {
        if (items.Count <= max)
            return items;
        var first = max / 2;
        var others = max - first;
        return
        [
            .. items.Take(first),
            .. Enumerable.Range(0, others).Select(index => items[first + (int)((long)index * (items.Count - first) / others)]),
        ];
    }
}
