using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SweepCluster.Deploy.Tests.Schemas;

/// <summary>Checks objects against the schemas of Kubernetes' API and of the custom resources that the manifests use, from the npm packages
/// that the build of this project restores.</summary>
internal static partial class ApiSchemas
{
    private static readonly string Folder = RepositoryFolder.Combine("tests", "Deploy.Tests", "obj", "schemas");

    /// <summary>Why objects can't be checked; null: they can.</summary>
    public static string? Problem =>
        OnPath.Find("node") is not null && Directory.Exists(Path.Combine(Folder, "node_modules", "kubernetes-models"))
            ? null
            : "needs Node.js 20 and kubernetes-models, which npm restores in the build (Debian: npm)";

    /// <summary>The problems of all objects: fields that no schema has, values of a wrong type, required fields that are missing.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(IReadOnlyList<Yaml> objects)
    {
        var input = new JsonArray([.. objects.Select(found => Convert(found.Node!))]);
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "schemas.mjs")]) { WorkingDirectory = Folder };
        var (code, output, error) = await ChildProcess.RunAsync(start, input.ToJsonString());
        code.ShouldBe(0, error);
        var problems = JsonSerializer.Deserialize<string[][]>(output)!;
        return [.. objects.Zip(problems).SelectMany(pair => pair.Second.Select(problem => $"{pair.First}: {problem}"))];
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(
            child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Convert(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => ConvertPlain(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"unexpected node: {node}"),
    };

    // As Kubernetes reads YAML, which is version 1.1.
    private static JsonValue? ConvertPlain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" or "yes" or "on" => JsonValue.Create(true),
        "false" or "no" or "off" => JsonValue.Create(false),
        _ when Number().IsMatch(text) => JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")]
    private static partial Regex Number();
}
