using System.Text.RegularExpressions;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Changes the text of a spec.</summary>
public static partial class SpecText
{
    /// <summary>Sets top-level keys in a text, which replace its own ones of the same names. Everything else keeps its meaning. The text
    /// itself is unchanged if the keys can be written below it; otherwise, as in JSON, it is rewritten without its comments.</summary>
    /// <param name="text">YAML that <see cref="SpecReader"/> reads without problems.</param>
    /// <param name="keys">Lines of YAML that start in the first column, comments included.</param>
    public static string Set(string text, string keys)
    {
        var (root, added) = (Parse(text), Parse(keys));
        var names = added.Entries.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        var kept = YamlText.Write(new(root.Position, root.Entries.Where(entry => !names.Contains(entry.Key.Text)).ToEquatableArray()));
        var below = text.EndsWith('\n') ? $"{text}\n{keys}" : $"{text}\n\n{keys}";
        return ReadsAs(below, kept + YamlText.Write(added)) ? below : $"{kept}\n{keys}";
    }

    /// <summary>Replaces single settings in a text, such as <c>limits.trials</c> by <c>500</c>.</summary>
    /// <param name="text">YAML that <see cref="SpecReader"/> reads without problems.</param>
    /// <param name="path">A top-level key, or a key of a top-level section after a dot.</param>
    /// <param name="value">YAML on one line; empty: the key is removed.</param>
    /// <exception cref="SweepException">The path or the value is not of that form.</exception>
    public static string SetPath(string text, string path, string value)
    {
        var keys = path.Split('.');
        if (keys.Length > 2 || keys.Any(key => !Key().IsMatch(key)))
            throw new SweepException(
                $"'{path}' is not the path of a setting. Give a key such as description, or one within a section such as limits.trials.");
        var written = ParseValue(path, value);
        if (keys.Length == 1)
            return Set(text, YamlText.Write(
                Single(keys[0], written ?? throw new SweepException($"{path}: a whole section can't be removed. Remove its settings."))));
        var section = Parse(text).Entries.Where(entry => entry.Key.Text == keys[0])
            .Select(entry => entry.Value)
            .OfType<YamlNode.Mapping>()
            .FirstOrDefault();
        var entries = (section?.Entries ?? []).Where(entry => entry.Key.Text != keys[1]).ToList();
        if (written is not null)
            entries.AddRange(Single(keys[1], written).Entries);
        return Set(text, YamlText.Write(Single(keys[0], new YamlNode.Mapping(default, entries.ToEquatableArray()))));
    }

    [GeneratedRegex("^[a-z_]+$")]
    private static partial Regex Key();

    private static YamlNode? ParseValue(string path, string value)
    {
        if (value.Length == 0)
            return null;
        var problems = new ProblemList();
        return !value.Contains('\n', StringComparison.Ordinal) && YamlTree.Read($"x: {value}", problems) is { Entries: [var only] }
            && problems.Count == 0
            ? only.Value
            : throw new SweepException($"{path}: '{value}' is not a YAML value on one line.");
    }

    private static YamlNode.Mapping Single(string key, YamlNode value) =>
        new(default, [new(new YamlNode.Scalar(default, key, false), value)]);

    // Some texts can't be extended: JSON, indented keys, a document that ends, one that has the key.
    private static bool ReadsAs(string text, string written)
    {
        var problems = new ProblemList();
        return YamlTree.Read(text, problems) is { } root && problems.Count == 0 && YamlText.Write(root) == written;
    }

    private static YamlNode.Mapping Parse(string text)
    {
        var problems = new ProblemList();
        var root = YamlTree.Read(text, problems);
        return root is not null && problems.Count == 0
            ? root
            : throw new ArgumentException(
                $"The text is not valid YAML: {string.Join('\n', problems.Sorted().Select(problem => problem.Format("spec")))}",
                nameof(text));
    }
}
