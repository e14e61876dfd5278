namespace SweepCluster.Model.Spec.Parsing;

/// <summary>The positions of values in the file, by path, and the settings with an invalid value, about which no further problems are
/// reported.</summary>
/// <param name="below">The places of the base.</param>
internal sealed class SpecPlaces(SpecPlaces? below = null)
{
    private readonly Dictionary<string, TextPosition> _positions = new(below?._positions ?? [], StringComparer.Ordinal);
    private readonly HashSet<string> _damaged = new(below?._damaged ?? [], StringComparer.Ordinal);

    public void Add(string path, YamlNode node) => _positions.TryAdd(path, node.Position);

    public void AddDamaged(string setting) => _damaged.Add(setting);

    public bool IsDamaged(string setting) => _damaged.Contains(setting);

    /// <summary>The first of the paths that is in the file.</summary>
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
