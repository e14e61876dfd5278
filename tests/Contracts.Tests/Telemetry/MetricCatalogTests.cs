using System.Text.RegularExpressions;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Telemetry;

/// <summary>The catalogue, its names and its page.</summary>
public sealed partial class MetricCatalogTests
{
    [Fact]
    public void Page_ListsEveryMetricAsItIsDeclared()
    {
        var rows = File.ReadLines(RepositoryFolder.Combine("docs/metrics.md"))
            .Where(line => line.StartsWith("| `sweepcluster_", StringComparison.Ordinal));

        rows.ShouldBe(MetricCatalog.All.Select(metric =>
            $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | "
            + $"{string.Join(", ", metric.Labels.Select(label => $"`{label}`"))} | {metric.Help} |"));
    }

    [Fact]
    public void Names_FollowTheRule()
    {
        foreach (var metric in MetricCatalog.All)
        {
            Name().IsMatch(metric.Name).ShouldBeTrue(metric.Name);
            metric.Name.EndsWith("_total", StringComparison.Ordinal).ShouldBe(metric.Kind == MetricKind.Counter, metric.Name);
            metric.Labels.ShouldAllBe(label => label != "trial" && label != "configuration");
        }
    }

    [Fact]
    public void Catalog_HoldsEveryDeclaration() =>
        typeof(MetricCatalog).GetFields()
            .Where(field => field.FieldType == typeof(MetricDescriptor))
            .Select(field => (MetricDescriptor)field.GetValue(null)!)
            .ShouldBe(MetricCatalog.All, ignoreOrder: true);

    [GeneratedRegex("^sweepcluster(_[a-z]+)+$")]
    private static partial Regex Name();
}
