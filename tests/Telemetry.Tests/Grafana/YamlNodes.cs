using YamlDotNet.RepresentationModel;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Reads YAML nodes without casts.</summary>
internal static class YamlNodes
{
    public static IEnumerable<YamlNode> Items(this YamlNode node) => (YamlSequenceNode)node;

    public static bool Has(this YamlNode node, string key) => ((YamlMappingNode)node).Children.ContainsKey(key);
}
