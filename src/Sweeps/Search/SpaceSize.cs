using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Computes how many configurations random search can draw from a space.</summary>
internal static class SpaceSize
{
    /// <summary>Maximum number of cells that are visited one by one.</summary>
    public const int MaxVisited = 100_000;

    // A wide range has at least this many values of six significant digits; a narrow one is rounded to more digits.
    private const double MinOfRange = 10_000;

    /// <summary>A lower bound of the number of different configurations; there may be many more.</summary>
    public static double LowerBound(SweepSpec spec) => spec.Space
        .Where(axis => axis.When is null && AxisDistinctness.IsCertain(axis, spec))
        .Aggregate(1.0, (product, axis) => product * (axis.Range is { } range ? LowerBound(range) : axis.Values.Count));

    /// <summary>The space of all possible draws; null if it has a continuous range or more than <see cref="MaxVisited"/> cells.</summary>
    public static SearchSpace? Enumerate(EquatableArray<AxisSpec> axes)
    {
        var product = 1.0;
        foreach (var axis in axes)
            product *= axis.Range is { } range ? range.Count ?? double.PositiveInfinity : axis.Values.Count;
        // Conditions make a space smaller than the product.
        if (product > 10.0 * MaxVisited)
            return null;
        var space = new SearchSpace(
            axes.Select(axis => axis.Range is { } range ? axis with { Values = Values(range) } : axis).ToEquatableArray());
        return space.Count <= MaxVisited ? space : null;
    }

    // The bits of non-negative doubles, read as integers, number them in ascending order.
    private static double LowerBound(ContinuousRange range) => range.Count
        ?? Math.Min(MinOfRange, BitConverter.DoubleToInt64Bits(range.High) - BitConverter.DoubleToInt64Bits(range.Low));

    private static EquatableArray<SettingValue> Values(ContinuousRange range) => Enumerable.Range(0, (int)range.Count!.Value)
        .Select(index => (SettingValue)new SettingValue.Number(range.ValueAt(index)))
        .ToEquatableArray();
}
