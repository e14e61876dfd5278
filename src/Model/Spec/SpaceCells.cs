namespace SweepCluster.Model.Spec;

/// <summary>Counts the cells of a space without visiting them.</summary>
public static class SpaceCells
{
    /// <summary>The number of cells, 0 for a space without axes; null if 64 bits can't hold it. The axes' conditions must form a
    /// forest.</summary>
    public static long? Count(EquatableArray<AxisSpec> axes)
    {
        if (axes.Count == 0)
            return 0;
        var children = axes.Where(axis => axis.When is not null).ToLookup(axis => axis.When!.Setting, StringComparer.Ordinal);
        Int128 product = 1;
        foreach (var axis in axes.Where(axis => axis.When is null))
        {
            if (Count(axis, children) is not { } count || (product *= count) > long.MaxValue)
                return null;
        }

        return (long)product;
    }

    // Counts the values of an axis, each with the cells of the axes that exist only there.
    private static long? Count(AxisSpec axis, ILookup<string, AxisSpec> children)
    {
        var below = children[axis.Setting].Select(child => (child.When, Cells: Count(child, children))).ToArray();
        if (below.Length == 0)
            return axis.Values.Count;
        Int128 sum = 0;
        foreach (var value in axis.Values)
        {
            Int128 cells = 1;
            foreach (var (when, count) in below)
            {
                if (when!.HoldsFor(value) && (count is null || (cells *= count.Value) > long.MaxValue))
                    return null;
            }

            sum += cells;
        }

        return sum <= long.MaxValue ? (long)sum : null;
    }
}
