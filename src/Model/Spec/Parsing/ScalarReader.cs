using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads single values. Each method reports a problem and returns null for an invalid one.</summary>
internal static class ScalarReader
{
    public static double? Number(YamlNode node, string path, SettingShape.Number shape, ProblemList problems)
    {
        if (node is not YamlNode.Scalar scalar || scalar.IsEmpty)
            return Refuse<double>(node, path, shape.Allowed, problems);
        if (NumberText.Parse(scalar.Text) is not { } value)
        {
            var suggestion = NumberText.Suggestion(scalar.Text);
            problems.Add(node, path,
                $"{scalar.Describe()} is not a number.", suggestion is null ? $"Allowed: {shape.Allowed}." : $"Write {suggestion}.");
            return null;
        }

        if (scalar.Quoted)
        {
            problems.Add(node, path, $"\"{scalar.Text}\" is text, because it stands in quotes.", $"Write {scalar.Text} without them.");
            return null;
        }

        if (!shape.Range.Contains(value) || (shape.Whole && value != Math.Floor(value)))
        {
            problems.Add(node, path, $"{scalar.Text} is out of range.", $"Allowed: {shape.Allowed}.");
            return null;
        }

        if (shape.Single && !IsSingle(value, shape.Range))
        {
            problems.Add(node, path, $"{scalar.Text} becomes {(float)value} in single precision, in which networks are trained.",
                $"Allowed: {shape.Allowed}; in single precision the smallest number above 0 is {float.Epsilon}, "
                + $"the largest {float.MaxValue}.");
            return null;
        }

        return value;
    }

    public static int? Whole(YamlNode node, string path, int low, int high, ProblemList problems) =>
        (int?)Number(node, path, new(new(low, high), Whole: true), problems);

    public static bool? Flag(YamlNode node, string path, ProblemList problems)
    {
        if (node is YamlNode.Scalar { Quoted: false } scalar)
        {
            switch (scalar.Text)
            {
                case "true" or "True" or "TRUE":
                    return true;
                case "false" or "False" or "FALSE":
                    return false;
            }
        }

        return Refuse<bool>(node, path, "true or false", problems);
    }

    public static string? OneOf(YamlNode node, string path, IReadOnlyCollection<string> names, ProblemList problems)
    {
        if (node is YamlNode.Scalar { IsEmpty: false } scalar)
        {
            if (names.Contains(scalar.Text))
                return scalar.Text;
            problems.Add(node, path, $"{scalar.Describe()} is not known here.",
                $"{NearestName.Question(scalar.Text, names)}Allowed: {string.Join(", ", names)}.");
            return null;
        }

        problems.Add(node, path, $"There is {node.Describe()} where a name is needed.", $"Allowed: {string.Join(", ", names)}.");
        return null;
    }

    public static string? Text(YamlNode node, string path, ProblemList problems)
    {
        if (node is YamlNode.Scalar { IsEmpty: false } scalar)
            return scalar.Text;
        problems.Add(node, path, $"There is {node.Describe()} where text is needed.", "Write text; in quotes if it holds a colon or #.");
        return null;
    }

    private static bool IsSingle(double value, NumberRange range) =>
        float.IsFinite((float)value) && range.Contains((float)value) && ((float)value != 0 || value == 0);

    private static T? Refuse<T>(YamlNode node, string path, string allowed, ProblemList problems)
        where T : struct
    {
        problems.Add(node, path, $"There is {node.Describe()} where a value is needed.", $"Allowed: {allowed}.");
        return null;
    }
}
