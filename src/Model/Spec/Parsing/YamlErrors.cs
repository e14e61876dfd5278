using YamlDotNet.Core;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Translates errors of the YAML parser into problems with a remedy.</summary>
internal static class YamlErrors
{
    /// <param name="file">The file; null for the spec itself.</param>
    public static void Report(YamlException exception, string text, ProblemList problems, string? file)
    {
        var position = YamlTree.PositionOf(exception.Start, file);
        if (exception.Message.EndsWith("too deep", StringComparison.Ordinal))
        {
            problems.Add(position, "file", $"Lists and mappings are nested more than {YamlTree.DeepestNesting} deep.",
                "No part of a spec needs that.");
            return;
        }

        if (exception.Message.EndsWith("too many aliases", StringComparison.Ordinal))
        {
            problems.Add(
                position,
                "file",
                $"The aliases up to here stand for more than {YamlTree.MaxNodes:N0} values.",
                "Write fewer aliases of aliases.");
            return;
        }

        var lines = text.Split('\n');
        var aboutTabs = exception.Message.Contains("tab", StringComparison.Ordinal);
        var tabbed = Array.FindIndex(lines, aboutTabs ? 0 : Math.Clamp(position.Line - 2, 0, lines.Length - 1), StartsWithTab);
        if (tabbed >= 0 && (aboutTabs || tabbed <= exception.End.Line))
        {
            var column = lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1;
            problems.Add(new TextPosition(tabbed + 1, column, file), "file", "The line is indented with a tab.",
                "YAML allows only spaces there.");
            return;
        }

        problems.Add(position, "file", $"This is not valid YAML: {Sentence(exception.Message)}",
            "Check that brackets and quotes are closed, that a space follows each colon, and the indentation, here and just above.");
    }

    private static bool StartsWithTab(string line) => line.TakeWhile(char.IsWhiteSpace).Contains('\t') && line.Trim().Length > 0;

    private static string Sentence(string message) => message.Trim().TrimEnd('.') + ".";
}
