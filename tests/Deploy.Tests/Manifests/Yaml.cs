using YamlDotNet.RepresentationModel;

namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary>A place in a YAML document, which need not be there: what isn't has no text, no items and no keys.</summary>
public readonly record struct Yaml(YamlNode? Node)
{
    public Yaml this[string key] =>
        new(Node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null);

    public bool Exists => Node is not null;

    public string? Text => (Node as YamlScalarNode)?.Value;

    public int? Number => int.TryParse(Text, out var number) ? number : null;

    public IReadOnlyList<Yaml> Items => Node is YamlSequenceNode sequence ? [.. sequence.Select(item => new Yaml(item))] : [];

    public IReadOnlyList<string> Texts => [.. Items.Select(item => item.Text!)];

    public IReadOnlyDictionary<string, string> Map => Node is YamlMappingNode map
        ? map.Children.Where(child => child.Value is YamlScalarNode)
            .ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => ((YamlScalarNode)child.Value).Value!)
        : new Dictionary<string, string>();

    /// <summary>All keys with their values, whatever these are.</summary>
    public Dictionary<string, Yaml> Entries => Node is YamlMappingNode map
        ? map.Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => new Yaml(child.Value))
        : [];

    public string Kind => this["kind"].Text ?? "";

    public string Name => this["metadata"]["name"].Text ?? this["name"].Text ?? "";

    public override string ToString() => $"{Kind}/{Name}";

    public static IEnumerable<Yaml> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => new Yaml(document.RootNode))];
    }
}
