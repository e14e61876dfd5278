using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Shows panels with <c>@grafana/data</c>, which the build of this project restores by npm, over the answers of a real
/// Prometheus.</summary>
internal static class GrafanaLibrary
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly string Folder = RepositoryFolder.Combine("tests", "Telemetry.Tests", "obj", "grafana");

    /// <summary>The time range at the top of the dashboard: all processes of the tests have run in it.</summary>
    private static readonly TimeSpan Range = TimeSpan.FromMinutes(15);

    /// <summary>Shorter than the interval of the scrapes, so that the last values of a process that has ended are among a
    /// series'.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    /// <summary>Why panels can't be shown; null: they can.</summary>
    public static string? Problem =>
        OnPath.Find("node") is not null && Directory.Exists(Path.Combine(Folder, "node_modules", "@grafana", "data"))
            ? null
            : "needs Node.js 20 and @grafana/data, which npm restores in the build (Debian: npm)";

    /// <summary>All panels of a dashboard by title, with the answers that their targets have now.</summary>
    /// <param name="prometheus">Answers the targets.</param>
    /// <param name="dashboard">The dashboard.</param>
    /// <param name="variables">Values of the dashboard's variables, and of Grafana's own.</param>
    /// <param name="cancellation">Ends the queries.</param>
    public static async Task<IReadOnlyDictionary<string, ShownPanel>> ShowAsync(
        PrometheusServer prometheus,
        Dashboard dashboard,
        IReadOnlyDictionary<string, string> variables,
        CancellationToken cancellation)
    {
        // Grafana evaluates every target of a dashboard at the end of its time range.
        var now = await prometheus.TimeAsync(cancellation);
        var panels = dashboard.Panels.Where(panel => Dashboard.Text(panel, "type") != "row").ToList();
        var input = new JsonArray();
        foreach (var panel in panels)
        {
            var answers = new JsonObject();
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
            {
                var expression = variables.OrderByDescending(variable => variable.Key.Length).Aggregate(
                    Dashboard.Text(target, "expr"),
                    (text, variable) => text.Replace($"${variable.Key}", variable.Value, StringComparison.Ordinal));
                var answer = target.GetProperty("instant").GetBoolean()
                    ? await prometheus.AnswerAsync(expression, now, cancellation)
                    : await prometheus.AnswerAsync(expression, now, Range, Step, cancellation);
                answers[Dashboard.Text(target, "refId")] = JsonNode.Parse(answer);
            }

            input.Add(new JsonObject { ["panel"] = JsonNode.Parse(panel.GetRawText()), ["answers"] = answers });
        }

        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "panels.mjs")]) { WorkingDirectory = Folder };
        var (code, output, error) = await ChildProcess.RunAsync(start, input.ToJsonString());
        code.ShouldBe(0, $"{dashboard.Uid}: {error}");
        var shown = JsonSerializer.Deserialize<ShownPanel[]>(output, Web)!;
        return panels.Zip(shown).ToDictionary(
            pair => Dashboard.Text(pair.First, "title"),
            pair => new ShownPanel(pair.Second.Tables ?? [], pair.Second.Values ?? [], pair.Second.Series ?? []));
    }
}
