namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Where values stand in the file, by path, and which settings were given something unusable: about these no
/// further conclusions are drawn.</summary>
/// <param name="below">What is known of the base.</param>
internal sealed class SpecPlaces(SpecPlaces? below = null)
{
    private readonly Dictionary<string, TextPosition> _positions = new(below?._positions ?? [], StringComparer.Ordinal);
    private readonly HashSet<string> _damaged = new(below?._damaged ?? [], StringComparer.Ordinal);

    public void Add(string path, YamlNode node) => _positions.TryAdd(path, node.Position);

    public void AddDamaged(string setting) => _damaged.Add(setting);

    public bool IsDamaged(string setting) => _damaged.Contains(setting);

    /// <summary>The first of the paths that stands in the file.</summary>
    public (TextPosition Position, string Path) Find(params string[] paths)
    {
        foreach (var path in paths)
        {
            if (_positions.TryGetValue(path, out var position))
                return (position, path);
        }

        return (new(1, 1), paths[^1]);
    }
}
