using System.Text.RegularExpressions;
using SweepCluster.Testing;
using YamlDotNet.RepresentationModel;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary><c>deploy/compose/compose.yaml</c>, with the defaults of its variables.</summary>
internal sealed partial class ComposeFile
{
    private readonly YamlMappingNode _services;

    private ComposeFile(YamlMappingNode services) => _services = services;

    public static ComposeFile Read()
    {
        var text = Variable().Replace(
            File.ReadAllText(RepositoryFolder.Combine("deploy", "compose", "compose.yaml")), match => match.Groups[1].Value);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new((YamlMappingNode)stream.Documents[0].RootNode["services"]);
    }

    /// <summary>The words that a service's container runs, without the entry point of its image.</summary>
    public IReadOnlyList<string> Command(string service) => Texts(_services[service]["command"]);

    /// <summary>The words by which a service's container reports its health.</summary>
    public IReadOnlyList<string> HealthCheck(string service) => [.. Texts(_services[service]["healthcheck"]["test"]).Skip(1)];

    public int Replicas(string service) => int.Parse(((YamlScalarNode)_services[service]["deploy"]["replicas"]).Value!);

    public IReadOnlyDictionary<string, string> Environment(string service) => ((YamlMappingNode)_services[service]["environment"]).Children
        .ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!);

    private static string[] Texts(YamlNode node) => [.. ((YamlSequenceNode)node).Select(item => ((YamlScalarNode)item).Value!)];

    [GeneratedRegex(@"\$\{\w+:-([^}]*)\}")]
    private static partial Regex Variable();
}
