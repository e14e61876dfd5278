using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads the <c>log: [low, high]</c> or <c>linear: [low, high]</c> of an axis, with its number of points or its step.</summary>
internal static class RangeReader
{
    /// <summary>Maximum number of values of a range in a grid.</summary>
    public const int MaxPoints = 10_000;

    /// <summary>Maximum number of steps of a range in random search.</summary>
    public const int MaxSteps = 1_000_000_000;

    /// <summary>The range, and the values of it that a grid has.</summary>
    /// <param name="pointsNeeded">Whether the number of points is required: a grid needs it, random search draws from the range
    /// itself.</param>
    public static (EquatableArray<SettingValue> Values, ContinuousRange Range)? Read(
        SettingDescriptor setting, Section axis, string form, bool pointsNeeded)
    {
        var (path, problems, node) = (axis.PathOf(form), axis.Problems, axis.Find(form)!);
        if (setting.Shape is not SettingShape.Number shape)
        {
            problems.Add(node, path, $"'{setting.Name}' takes no range.", $"Write a list of values: {setting.Shape.Allowed}.");
            return null;
        }

        var before = problems.Count;
        var points = axis.Whole("points", 2, MaxPoints);
        var step = ReadStep(axis, form, shape);
        if (pointsNeeded && axis.Find("points") is null && axis.Find("step") is null)
            problems.Add(node, axis.PathOf("points"), "'points' is missing: a grid needs to know how many values to take.",
                $"Write for example points: 5{(form == "linear" ? ", or step: 0.1" : "")}, or use search: {{random: N}}.");
        if (ReadEnds(node, path, form, shape, problems) is not { } ends || problems.Count > before)
            return null;
        var range = new ContinuousRange(ends.Low, ends.High, form == "log", shape.Whole, step);
        var values = step is null ? Points(range, points ?? 2, node, path, problems) : Steps(range, pointsNeeded, axis);
        return values is null ? null : (values.Select(value => (SettingValue)new SettingValue.Number(value)).ToEquatableArray(), range);
    }

    private static double? ReadStep(Section axis, string form, SettingShape.Number shape)
    {
        if (axis.Find("step") is not { } node)
            return null;
        var path = axis.PathOf("step");
        if (form == "log")
            axis.Problems.Add(
                node, path, "'step' has no meaning in a logarithmic range.", "Write points: n, or linear: [low, high] with the step.");
        else if (axis.Find("points") is not null)
            axis.Problems.Add(node, path, "'step' and 'points' both say which values the range has.", "Keep one of the two.");
        else
            return ScalarReader.Number(node, path, new(NumberRange.AboveZero, shape.Whole), axis.Problems);
        return null;
    }

    private static (double Low, double High)? ReadEnds(
        YamlNode node, string path, string form, SettingShape.Number shape, ProblemList problems)
    {
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

        return (low.Value, high.Value);
    }

    private static double[]? Points(ContinuousRange range, int points, YamlNode node, string path, ProblemList problems)
    {
        var values = Enumerable.Range(0, points).Select(index => range.PointAt(index, points)).ToArray();
        var different = values.Distinct().Count();
        if (different == values.Length)
            return values;
        problems.Add(node, path,
            $"{values.Length} points give only {different} different {(range.Integer ? "whole numbers" : "values")}.",
            $"Write points: {different} or fewer, or list the values.");
        return null;
    }

    private static double[]? Steps(ContinuousRange range, bool isGrid, Section axis)
    {
        var (count, node, path) = (range.Count!.Value, axis.Find("step")!, axis.PathOf("step"));
        var max = isGrid ? MaxPoints : MaxSteps;
        if (count < 2)
        {
            axis.Problems.Add(node, path, $"The step {node.Describe()} leaves the range a single value, its low end.",
                "Write a step that is at most the high end less the low end.");
            return null;
        }

        if (count > max)
        {
            axis.Problems.Add(
                node, path, $"The step {node.Describe()} gives {count:N0} values.",
                $"At most {max:N0} are allowed: write a greater step.");
            return null;
        }

        // Random search only needs the ends.
        return count <= MaxPoints
            ? [.. Enumerable.Range(0, (int)count).Select(index => range.ValueAt(index))]
            : [range.Low, range.ValueAt(count - 1)];
    }
}
