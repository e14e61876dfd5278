using System.Text.Json;
using System.Text.RegularExpressions;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>The rules of grafana/dashboard-linter that concern dashboards over Prometheus, under its names.</summary>
/// <remarks>Written after its documentation (<c>docs/rules</c> of that repository, 2026). Whether expressions are valid is asked of a real
/// Prometheus in <see cref="QueryTests"/>.</remarks>
internal static partial class DashboardLint
{
    private static readonly string[] Figured = ["stat", "singlestat", "graph", "table", "timeseries", "gauge"];

    /// <summary>The units that these dashboards may use, of those that the linter knows.</summary>
    private static readonly string[] Units =
    [
        "none", "short", "percent", "percentunit", "sci", "bytes", "decbytes", "s", "ms", "ops", "cps", "bool", "bool_yes_no",
        "dateTimeAsIso", "string",
    ];

    public static IEnumerable<LintFinding> Check(Dashboard dashboard) =>
        Templates(dashboard).Concat(dashboard.Panels.SelectMany(panel => Panel(dashboard, panel)));

    private static IEnumerable<LintFinding> Templates(Dashboard dashboard)
    {
        var title = Dashboard.Text(dashboard.Root, "title");
        var source = dashboard.Variables.SingleOrDefault(variable => Dashboard.Text(variable, "type") == "datasource");
        if (source.ValueKind == JsonValueKind.Undefined)
            yield return Found("template-datasource-rule", "has no data source variable");
        else if ((Dashboard.Text(source, "name"), Dashboard.Text(source, "label")) != ("datasource", "Data source"))
            yield return Found("template-datasource-rule", "the data source variable is not 'datasource', labelled 'Data source'");
        foreach (var name in new[] { "job", "instance" })
        {
            foreach (var problem in Selector(dashboard, name))
                yield return Found($"template-{name}-rule", problem);
        }

        foreach (var variable in dashboard.Variables.Where(variable => Dashboard.Text(variable, "type") == "query"))
        {
            var query = Dashboard.Text(variable.GetProperty("query"), "query");
            if (!VariableQuery().IsMatch(query))
                yield return Found("template-label-promql-rule", $"invalid query: {query}");
            if (Dashboard.Text(variable, "refresh") != "2")
                yield return Found("template-on-time-change-reload-rule", $"{Dashboard.Text(variable, "name")} is not refreshed");
        }

        if (dashboard.Root.GetProperty("editable").GetBoolean())
            yield return Found("uneditable-dashboard", "is editable");

        LintFinding Found(string rule, string problem) => new(rule, title, "", problem);
    }

    private static IEnumerable<string> Selector(Dashboard dashboard, string name)
    {
        var variable = dashboard.Variables.SingleOrDefault(variable => Dashboard.Text(variable, "name") == name);
        if (variable.ValueKind == JsonValueKind.Undefined)
        {
            yield return $"there is no variable {name}";
            yield break;
        }

        if (Dashboard.Text(variable.GetProperty("datasource"), "uid") != "${datasource}")
            yield return "asks another data source";
        if (Dashboard.Text(variable, "type") != "query")
            yield return "is no query";
        if (!Dashboard.Text(variable, "label").Equals(name, StringComparison.OrdinalIgnoreCase))
            yield return "has another label";
        if (Dashboard.Text(variable, "multi") != "True")
            yield return "has a single value";
        if (Dashboard.Text(variable, "allValue") != ".+")
            yield return "has another value for all";
    }

    private static IEnumerable<LintFinding> Panel(Dashboard dashboard, JsonElement panel)
    {
        var (title, name, type) = (Dashboard.Text(dashboard.Root, "title"), Dashboard.Text(panel, "title"), Dashboard.Text(panel, "type"));
        if (Figured.Contains(type))
        {
            if (Dashboard.Text(panel.GetProperty("datasource"), "uid") is not ("${datasource}" or "$datasource"))
                yield return Found("panel-datasource-rule", "asks another data source");
            if (name.Length == 0 || Dashboard.Text(panel, "description").Length == 0)
                yield return Found("panel-title-description-rule", "lacks a title or a description");
            if (!Units.Contains(Unit(panel)))
                yield return Found("panel-units-rule", $"unknown unit '{Unit(panel)}'");
            if (!panel.TryGetProperty("targets", out _))
                yield return Found("panel-no-targets-rule", "has no targets");
        }

        if (!panel.TryGetProperty("targets", out var targets))
            yield break;
        foreach (var expression in targets.EnumerateArray().Select(target => Dashboard.Text(target, "expr")))
        {
            foreach (var (rule, problem) in Target(expression))
                yield return Found(rule, $"{problem}: {expression}");
        }

        LintFinding Found(string rule, string problem) => new(rule, title, name, problem);
    }

    // The last of the overrides counts, as it does to the linter.
    private static string Unit(JsonElement panel)
    {
        var config = panel.GetProperty("fieldConfig");
        var overridden = config.GetProperty("overrides").EnumerateArray()
            .SelectMany(entry => entry.GetProperty("properties").EnumerateArray())
            .Where(property => Dashboard.Text(property, "id") == "unit")
            .Select(property => Dashboard.Text(property, "value"));
        return overridden.LastOrDefault() ?? Dashboard.Text(config.GetProperty("defaults"), "unit");
    }

    private static IEnumerable<(string Rule, string Problem)> Target(string expression)
    {
        if (FixedRate().IsMatch(expression))
            yield return ("target-rate-interval-rule", "a rate over a fixed interval");
        if (Bare().IsMatch(expression))
            yield return ("target-job-rule", "a metric without a selector");
        foreach (var selector in Selectors().Matches(expression).Select(match => match.Groups[1].Value))
        {
            foreach (var label in new[] { "job", "instance" })
            {
                if (!selector.Split(',').Contains($"{label}=~\"${label}\""))
                    yield return ($"target-{label}-rule", $"no {label} in {{{selector}}}");
            }
        }

        if (Regex.Count(expression, @"_total\b") != Regex.Count(expression, @"\b(rate|irate|increase)\(\w+_total\{[^}]*\}\["))
            yield return ("target-counter-agg-rule", "a counter without its rate");
    }

    [GeneratedRegex(@"^label_values\(\w+(\{[^}]*\})?, \w+\)$")]
    private static partial Regex VariableQuery();

    [GeneratedRegex(@"\bi?rate\([^\[]*\[(?!\$__rate_interval\])")]
    private static partial Regex FixedRate();

    [GeneratedRegex(@"\b(?:sweepcluster_|orleans_|scrape_)\w+(?!\w|\{)|\bup\b(?!\{)")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\w\{([^}]*)\}")]
    private static partial Regex Selectors();
}
