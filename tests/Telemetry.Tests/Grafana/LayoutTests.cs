using System.Text.Json;
using System.Text.RegularExpressions;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>What can be seen of a dashboard without Grafana.</summary>
public sealed partial class LayoutTests
{
    private const int Columns = 24;

    public static TheoryData<string> Files() => [.. Dashboard.All.Select(dashboard => dashboard.File)];

    [Fact]
    public void Dashboards_AreThree() =>
        Dashboard.All.Select(dashboard => dashboard.Uid).ShouldBe(["sweepcluster-cluster", "sweepcluster-gpu", "sweepcluster-sweep"]);

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_All_HaveIdTitleAndDescription(string file)
    {
        var panels = Load(file).Panels;

        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        panels.ShouldAllBe(panel => Dashboard.Text(panel, "title").Length > 0);
        panels.Select(panel => Dashboard.Text(panel, "title")).ShouldBeUnique();
        foreach (var panel in panels)
            Dashboard.Text(panel, "description").ShouldEndWith(".", Case.Sensitive, Dashboard.Text(panel, "title"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_All_LieSideBySide(string file)
    {
        var taken = new HashSet<(int Column, int Row)>();
        foreach (var panel in Load(file).Panels)
        {
            var place = panel.GetProperty("gridPos");
            var (x, y, w, h) = (
                place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(),
                place.GetProperty("h").GetInt32());
            (x + w).ShouldBeLessThanOrEqualTo(Columns, Dashboard.Text(panel, "title"));
            for (var column = x; column < x + w; column++)
            {
                for (var row = y; row < y + h; row++)
                    taken.Add((column, row)).ShouldBeTrue($"{Dashboard.Text(panel, "title")} overlaps another panel.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_All_HaveAUnitAndAskTheChosenDataSource(string file)
    {
        foreach (var panel in Load(file).Panels.Where(panel => Dashboard.Text(panel, "type") != "row"))
        {
            Dashboard.Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit")
                .ShouldNotBeEmpty(Dashboard.Text(panel, "title"));
            JsonElement[] asked = [panel, .. panel.GetProperty("targets").EnumerateArray()];
            asked.ShouldAllBe(element => Dashboard.Text(element.GetProperty("datasource"), "uid") == "${datasource}");
            panel.GetProperty("targets").EnumerateArray().Select(target => Dashboard.Text(target, "refId")).ShouldBeUnique();
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Variables_ThatAreUsed_AreThoseThereAre(string file)
    {
        var dashboard = Load(file);
        var variables = dashboard.Variables.Select(variable => Dashboard.Text(variable, "name")).ToList();
        variables[0].ShouldBe("datasource");
        // Links to other dashboards may set theirs.
        var used = Variable().Matches(string.Join(' ', dashboard.Expressions.Select(query => query.Expression)
            .Concat(dashboard.Variables.Select(variable => Dashboard.Text(variable, "definition")))))
            .Select(match => match.Groups[1].Value).Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Distinct();

        used.ShouldBe(variables.Skip(1), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_IsProvisionedAsAFileAndLinkedToTheOthers(string file)
    {
        var dashboard = Load(file);

        dashboard.Root.GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);
        dashboard.Uid.ShouldBe($"sweepcluster-{Path.GetFileNameWithoutExtension(file)}");
        dashboard.Root.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldContain("sweepcluster");
        var link = dashboard.Root.GetProperty("links").EnumerateArray().ShouldHaveSingleItem();
        link.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["sweepcluster"]);
        foreach (var target in Link().Matches(dashboard.Root.GetRawText()).Select(match => match.Groups[1].Value))
            Dashboard.All.ShouldContain(other => other.Uid == target);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Expressions_All_AskMetricsThereAreAndCountersByTheirRate(string file)
    {
        foreach (var (panel, expression) in Load(file).Expressions)
        {
            foreach (var name in OurMetric().Matches(expression).Select(match => match.Value))
            {
                var metric = MetricCatalog.All.SingleOrDefault(metric => name == metric.Name
                    || (metric.Kind == MetricKind.Histogram && Regex.IsMatch(name, $"^{metric.Name}_(bucket|sum|count)$")));
                metric.ShouldNotBeNull($"{panel}: there is no {name}.");
                if (metric.Kind != MetricKind.Gauge)
                    Regex.Count(expression, $@"(rate|increase)\({name}\{{[^}}]*\}}\[")
                        .ShouldBe(Regex.Count(expression, $@"\b{name}\b"), panel);
            }
        }
    }

    private static Dashboard Load(string file) => Dashboard.All.Single(dashboard => dashboard.File == file);

    // Not $1, which is a group of a regular expression.
    [GeneratedRegex(@"\$\{?([A-Za-z_]\w*)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"/d/([\w-]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\bsweepcluster_\w+")]
    private static partial Regex OurMetric();
}
