using SweepCluster.Testing;
using YamlDotNet.RepresentationModel;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>An entry of the file <c>.lint</c>, which tells dashboard-linter what is meant to be so.</summary>
/// <param name="Panel">Null: all of the dashboard.</param>
internal sealed record LintExclusion(string Rule, string Reason, string Dashboard, string? Panel)
{
    public static IReadOnlyList<LintExclusion> All { get; } = [.. Read()];

    public bool Covers(LintFinding finding) =>
        finding.Rule == Rule && finding.Dashboard == Dashboard && (Panel is null || finding.Panel == Panel);

    private static IEnumerable<LintExclusion> Read()
    {
        var stream = new YamlStream();
        using var file = new StreamReader(RepositoryFolder.Combine("grafana", "dashboards", ".lint"));
        stream.Load(file);
        foreach (var (rule, entries) in ((YamlMappingNode)stream.Documents.Single().RootNode["exclusions"]).Children)
        {
            foreach (var entry in entries["entries"].Items())
            {
                var panel = entry.Has("panel") ? entry["panel"].ToString() : null;
                yield return new(rule.ToString(), entries["reason"].ToString(), entry["dashboard"].ToString(), panel);
            }
        }
    }
}
