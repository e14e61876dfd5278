using System.Globalization;
using System.Text.RegularExpressions;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Numbers as people write them: 10, 1_000, .001, 1e-3, -0.5.</summary>
internal static partial class NumberText
{
    /// <summary>Null when the text is no number, or none that a double can hold.</summary>
    public static double? Parse(string text)
    {
        if (!Form().IsMatch(text))
            return null;
        var value = double.Parse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || (value == 0 && NonZeroDigits().IsMatch(text)))
            return null;
        // Adding 0 makes -0 a plain 0, which has another text and would be another value.
        return value + 0.0;
    }

    /// <summary>How a number in another notation would be written here; null when there is nothing to guess.</summary>
    public static string? Suggestion(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.EndsWith('%') && Parse(trimmed[..^1].Trim()) is { } percent)
            return (percent / 100).ToString("R", CultureInfo.InvariantCulture);
        var dotted = trimmed.Replace(',', '.');
        return dotted != trimmed && Parse(dotted) is not null ? dotted : null;
    }

    // A digit of the mantissa that isn't 0: what became 0 was too small for a double.
    [GeneratedRegex("^[^eE]*[1-9]", RegexOptions.CultureInvariant)]
    private static partial Regex NonZeroDigits();

    [GeneratedRegex(@"^[+-]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
