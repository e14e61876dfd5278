namespace SweepCluster.Model.Spec.Parsing;

/// <summary>A mapping with known keys.</summary>
internal sealed class Section
{
    private readonly YamlNode.Mapping _mapping;
    private readonly HashSet<string> _misspelt = new(StringComparer.Ordinal);

    private Section(YamlNode.Mapping mapping, string path, ProblemList problems)
    {
        _mapping = mapping;
        Path = path;
        Problems = problems;
    }

    public string Path { get; }

    public ProblemList Problems { get; }

    public TextPosition Position => _mapping.Position;

    /// <summary>Opens a section and reports unknown keys; null, with a problem, if <paramref name="node"/> isn't a mapping.</summary>
    /// <param name="explain">A better remedy for an unknown key than the list of the allowed ones.</param>
    public static Section? Open(
        YamlNode node, string path, IReadOnlyCollection<string> keys, ProblemList problems, Func<string, string?>? explain = null)
    {
        if (node is not YamlNode.Mapping mapping)
        {
            problems.Add(node, path, $"There is {node.Describe()} where a mapping is needed.",
                $"Write `key: value` lines under it. Keys: {string.Join(", ", keys)}.");
            return null;
        }

        var section = new Section(mapping, path == "file" ? "" : path, problems);
        foreach (var key in mapping.Entries.Select(entry => entry.Key).Where(key => !keys.Contains(key.Text)))
        {
            problems.ThrowIfCancelled();
            var remedy = explain?.Invoke(key.Text) ?? $"{NearestName.Question(key.Text, keys)}Allowed: {string.Join(", ", keys)}.";
            if (NearestName.Find(key.Text, keys) is { } nearest)
                section._misspelt.Add(nearest);
            problems.Add(key, Join(path, key.Text), $"There is no {key.Describe()} here.", remedy);
        }

        return section;
    }

    public static string Join(string path, string key) => path is "" or "file" ? key : $"{path}.{key}";

    public YamlNode? Find(string key) => _mapping.Find(key)?.Value;

    /// <summary>Whether an unknown key was probably meant to be one of these.</summary>
    public bool HasMisspelt(IEnumerable<string> keys) => _misspelt.Overlaps(keys);

    public string PathOf(string key) => Join(Path, key);

    /// <summary>The node; null, with a problem, if it is missing and no misspelt key was reported for it.</summary>
    public YamlNode? Require(string key, string remedy)
    {
        if (Find(key) is { } node)
            return node;
        if (_misspelt.Contains(key))
            return null;
        Problems.Add(Position, PathOf(key), $"'{key}' is missing.", remedy);
        return null;
    }

    public int? Whole(string key, int low, int high) =>
        Find(key) is { } node ? ScalarReader.Whole(node, PathOf(key), low, high, Problems) : null;

    public bool? Flag(string key) => Find(key) is { } node ? ScalarReader.Flag(node, PathOf(key), Problems) : null;
}
