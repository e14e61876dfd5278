using System.Globalization;
using System.Text.RegularExpressions;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Parses numbers as users write them: 10, 1_000, .001, 1e-3, -0.5.</summary>
internal static partial class NumberText
{
    /// <summary>The number; null if the text is not a number that a double can hold.</summary>
    public static double? Parse(string text)
    {
        if (!Form().IsMatch(text))
            return null;
        var value = double.Parse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || (value == 0 && NonZeroDigits().IsMatch(text)))
            return null;
        // Adding 0 turns -0 into 0: it would have another text and be another value.
        return value + 0.0;
    }

    /// <summary>The spelling of a number in another notation; null if there is no suggestion.</summary>
    public static string? Suggestion(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.EndsWith('%') && Parse(trimmed[..^1].Trim()) is { } percent)
            return (percent / 100).ToString("R", CultureInfo.InvariantCulture);
        var dotted = trimmed.Replace(',', '.');
        return dotted != trimmed && Parse(dotted) is not null ? dotted : null;
    }

    // Matches a non-zero digit of the mantissa: a number that became 0 was too small for a double.
    [GeneratedRegex("^[^eE]*[1-9]", RegexOptions.CultureInvariant)]
    private static partial Regex NonZeroDigits();

    [GeneratedRegex(@"^[+-]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
