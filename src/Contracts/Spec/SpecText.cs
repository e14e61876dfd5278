using SweepCluster.Contracts.Spec.Reading;

namespace SweepCluster.Contracts.Spec;

/// <summary>Changes the text of a spec.</summary>
public static class SpecText
{
    /// <summary>The text with these top-level keys, in place of its own ones of the same names. Everything else means what it did. The text
    /// itself stays as it is where the keys can be written below it; else, as in JSON, it is written anew, without its comments.</summary>
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

    // Some texts can't be added to: JSON, indented keys, a document that ends, one that has the key.
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
            : throw new ArgumentException($"The text is not valid YAML: {string.Join('\n', problems.Sorted().Select(problem => problem.Format("spec")))}", nameof(text));
    }
}
