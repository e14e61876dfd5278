namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Resolves merge keys: <c>&lt;&lt;: *base</c> adds the keys of another mapping that the mapping itself doesn't have
/// (yaml.org/type/merge.html).</summary>
internal static class YamlMerge
{
    private const string Key = "<<";

    public static bool IsKey(YamlNode key) => key is YamlNode.Scalar { Quoted: false, Text: Key };

    /// <summary>The mapping with the merged keys in place of the merge key; of several merged mappings the first takes
    /// precedence.</summary>
    public static YamlNode.Mapping Resolve(YamlNode.Mapping written, string path, ProblemList problems)
    {
        var own = written.Entries.Where(entry => !IsKey(entry.Key)).Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        var entries = new List<YamlEntry>();
        foreach (var entry in written.Entries)
        {
            if (IsKey(entry.Key))
                entries.AddRange(Merged(entry.Value, path, problems).Where(merged => own.Add(merged.Key.Text)));
            else
                entries.Add(entry);
        }

        return new(written.Position, entries.ToEquatableArray());
    }

    private static IEnumerable<YamlEntry> Merged(YamlNode value, string path, ProblemList problems)
    {
        foreach (var source in value is YamlNode.Sequence list ? list.Items : [value])
        {
            if (source is YamlNode.Mapping mapping)
            {
                foreach (var entry in mapping.Entries)
                    yield return entry;
            }
            else
            {
                problems.Add(
                    source,
                    path,
                    $"There is {source.Describe()} where '{Key}' needs a mapping.",
                    $"Write {Key}: *name, with &name before a mapping above.");
            }
        }
    }
}
