using System.Text.Json;
using SweepCluster.Testing;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A dashboard as Grafana's provisioning reads it.</summary>
internal sealed record Dashboard(string File, JsonElement Root)
{
    public string Uid => Text(Root, "uid");

    public IReadOnlyList<JsonElement> Panels => [.. Root.GetProperty("panels").EnumerateArray()];

    public IReadOnlyList<JsonElement> Variables => [.. Root.GetProperty("templating").GetProperty("list").EnumerateArray()];

    /// <summary>Every expression with its panel.</summary>
    public IEnumerable<(string Panel, string Expression)> Expressions =>
        from panel in Panels
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select ($"{Uid}: {Text(panel, "title")} {Text(target, "refId")}", Text(target, "expr"));

    public static IReadOnlyList<Dashboard> All { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryFolder.Combine("grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => new Dashboard(Path.GetFileName(file), JsonDocument.Parse(System.IO.File.ReadAllText(file)).RootElement)),
    ];

    public static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";

    public override string ToString() => File;
}
