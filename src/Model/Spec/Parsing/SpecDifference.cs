namespace SweepCluster.Model.Spec.Parsing;

/// <summary>A key in which specs differ.</summary>
/// <param name="Path">The key, with its section before a dot, such as <c>base.lr</c>.</param>
/// <param name="Values">The value in each spec, as YAML on one line; null where a spec lacks the key.</param>
public sealed record SpecDifference(string Path, EquatableArray<string?> Values)
{
    // Each sweep has its own.
    private static readonly string[] Left = ["name", "description", "tags"];

    /// <summary>The differing keys of several specs in the order of the texts; names, descriptions and tags are left out, and the order of
    /// keys makes no difference.</summary>
    /// <param name="texts">YAML that <see cref="SpecReader"/> reads without problems.</param>
    public static IReadOnlyList<SpecDifference> Find(IReadOnlyList<string> texts)
    {
        var specs = texts.Select(Flatten).ToList();
        return
        [
            .. specs.SelectMany(spec => spec.Keys).Distinct(StringComparer.Ordinal)
                .Select(path => new SpecDifference(path, specs.Select(spec => spec.GetValueOrDefault(path)).ToEquatableArray()))
                .Where(difference => difference.Values.Distinct().Skip(1).Any()),
        ];
    }

    private static Dictionary<string, string> Flatten(string text)
    {
        var problems = new ProblemList();
        var root = YamlTree.Read(text, problems);
        if (root is null || problems.Count > 0)
            throw new ArgumentException("The text is not valid YAML.", nameof(text));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in root.Entries.Where(entry => !Left.Contains(entry.Key.Text)))
        {
            if (entry.Value is not YamlNode.Mapping section)
            {
                values[entry.Key.Text] = YamlText.Flow(entry.Value);
                continue;
            }

            foreach (var inner in section.Entries)
                values[$"{entry.Key.Text}.{inner.Key.Text}"] = YamlText.Flow(inner.Value);
        }

        return values;
    }
}
