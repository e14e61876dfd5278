using System.Globalization;
using SweepCluster.Contracts.Numerics;
using SweepCluster.Contracts.Spec.Catalog;

namespace SweepCluster.Contracts.Spec.Reading;

/// <summary>The <c>log: [low, high]</c> or <c>linear: [low, high]</c> of an axis, with its number of points.</summary>
internal static class RangeReader
{
    public const int MostPoints = 10_000;

    /// <summary>The range and its grid points, both ends included. Points in between are rounded to six significant digits, or to
    /// whole numbers.</summary>
    /// <param name="pointsNeeded">A grid needs them; random search samples the range itself.</param>
    public static (EquatableArray<SettingValue> Values, ContinuousRange Range)? Read(
        SettingDescriptor setting, Section axis, string form, bool pointsNeeded)
    {
        var (path, problems, node) = (axis.PathOf(form), axis.Problems, axis.Find(form)!);
        if (setting.Shape is not SettingShape.Number shape)
        {
            problems.Add(node, path, $"'{setting.Name}' takes no range.", $"Write a list of values: {setting.Shape.Allowed}.");
            return null;
        }

        var points = axis.Whole("points", 2, MostPoints);
        if (axis.Find("points") is null && pointsNeeded)
            problems.Add(node, axis.PathOf("points"), "'points' is missing: a grid needs to know how many values to take.",
                "Write for example points: 5, or use search: {random: N}.");
        if (node is not YamlNode.Sequence { Items.Count: 2 } ends)
        {
            problems.Add(node, path, "A range has a low and a high end.", $"Write {form}: [low, high], for example {form}: [0.0001, 0.1].");
            return null;
        }

        var low = ScalarReader.Number(ends.Items[0], $"{path}[0]", shape, problems);
        var high = ScalarReader.Number(ends.Items[1], $"{path}[1]", shape, problems);
        if (low is null || high is null)
            return null;
        if (low >= high)
        {
            problems.Add(node, path, $"The low end {ends.Items[0].Describe()} is not below the high end {ends.Items[1].Describe()}.",
                $"Write {form}: [low, high].");
            return null;
        }

        if (form == "log" && low < 2.2250738585072014e-308)
        {
            problems.Add(ends.Items[0], $"{path}[0]", $"A logarithmic range can't start at {ends.Items[0].Describe()}.",
                "Start above 0, or use linear: [low, high].");
            return null;
        }

        if (points is null && (pointsNeeded || axis.Find("points") is not null))
            return null;
        var range = new ContinuousRange(low.Value, high.Value, form == "log", shape.Whole);
        var values = Enumerable.Range(0, points ?? 2).Select(index => Point(range, index, points ?? 2)).ToArray();
        var different = values.Distinct().Count();
        if (different < values.Length)
        {
            problems.Add(node, path,
                $"{values.Length} points give only {different} different {(shape.Whole ? "whole numbers" : "values")}.",
                $"Write points: {different} or fewer, or list the values.");
            return null;
        }

        return (values.Select(value => (SettingValue)new SettingValue.Number(value)).ToEquatableArray(), range);
    }

    internal static double Point(ContinuousRange range, int index, int points)
    {
        if (index == 0)
            return range.Low;
        if (index == points - 1)
            return range.High;
        var part = (double)index / (points - 1);
        double value;
        if (range.Logarithmic)
        {
            var low = DeterministicMath.Log(range.Low);
            value = DeterministicMath.Exp(low + (part * (DeterministicMath.Log(range.High) - low)));
        }
        else
        {
            value = range.Low + (part * (range.High - range.Low));
        }

        value = range.Integer
            ? Math.Round(value)
            : double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(value, range.Low, range.High) + 0.0;
    }
}
