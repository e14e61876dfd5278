using System.Text.RegularExpressions;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Every expression of every panel, variable, rule and alert, asked of a real Prometheus that scrapes
/// the real program at a real sweep.</summary>
public sealed partial class QueryTests
{
    /// <summary>More trials than are trained while the test looks on.</summary>
    private const string Spec =
        "name: busy\ndataset: glyphs:train=500,test=100\nsplit: {last: 100}\nseeds: 10000\nbase: {epochs: 2}\n"
        + "space: {width: [4, 8], lr: {log: [1e-4, 1e-1], points: 3}}\n";

    /// <summary>What is not exported before it first happens.</summary>
    private static readonly string[] Rare =
        ["orleans_app_requests_timedout_total", "orleans_messaging_rejected_total", "orleans_messaging_pings_reply_missed_total"];

    private static readonly (string Name, string Value)[] Chosen =
    [
        ("__rate_interval", "10s"), ("__range", "1m"), ("job", "sweepcluster"), ("instance", ".+"), ("sweep", "busy-1"),
        ("ranks", "1|2|3|4|5"), ("gpu", ".+"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PrometheusFact]
    public async Task Expressions_All_ReturnFiguresOfARunningSweep()
    {
        var port = FreePort.FindText();
        await using var silo = await GpuSilo.StartAsync();
        using var program = new SweepProgram();
        var process = program.Start(
            new Dictionary<string, string>(), "run", program.WriteSpec(Spec), "--quiet", "--workers", "1", "--metrics-port", port);
        using var prometheus = new PrometheusServer(
            [$"127.0.0.1:{port}", silo.Target], RepositoryFolder.Combine("grafana", "rules", "sweepcluster.rules.yml"));

        (await prometheus.QueryUntilAsync("up == 1", samples => samples.Count == 2 || process.HasExited, Cancellation))
            .Count.ShouldBe(2, program.Output);
        var rules = await Eventually.ReadAsync(
            "all rules to be loaded",
            () => prometheus.RulesAsync(Cancellation),
            loaded => loaded.Count >= 14,
            loaded => $"{loaded.Count} rules");
        rules.Count.ShouldBe(14);
        var asked = Dashboard.All.SelectMany(dashboard => dashboard.Expressions.Concat(VariableQueries(dashboard)))
            .Select(query => Substitute(query.Expression))
            .ToList();
        // Not $1, which is a group of a regular expression.
        asked.ShouldAllBe(expression => !expression.Split('$', StringSplitOptions.None).Skip(1).Any(rest => !rest.StartsWith('1')));
        foreach (var rare in asked.Where(expression => Rare.Any(expression.Contains)).Concat(rules.Select(rule => rule.Expression)))
            await prometheus.QueryAsync(rare, Cancellation);
        await prometheus.AnswersAllAsync(
            asked.Where(expression => !Rare.Any(expression.Contains)).Concat(rules.Where(rule => !rule.IsAlert).Select(rule => rule.Name)),
            Cancellation);

        // The health of a rule is unknown before its first evaluation.
        await Eventually.PassesAsync(
            "every rule to be healthy", async () => (await prometheus.RulesAsync(Cancellation)).ShouldAllBe(rule => rule.Health == "ok"));
        // The interval of the first rank is shown once the leader of the moment has a second seed, which every configuration gets early.
        await FirstPlaceShouldHaveAsync(
            prometheus,
            "Leaderboard B",
            "val_accuracy", "± 95 %", "P(best)", "worst", "best", "test_loss", "test_acc", "params", "s/epoch",
            "configuration number", "best trial");
        await FirstPlaceShouldHaveAsync(prometheus, "Leaderboard A", "rank", "width", "lr", "seeds");
        process.HasExited.ShouldBeFalse($"the sweep is at work all the while. {program.Output}");
    }

    [PrometheusFact]
    public async Task Rules_PassTheirOwnTests()
    {
        var (code, output) = await PrometheusServer.PromtoolAsync(
            "", "test", "rules", RepositoryFolder.Combine("grafana", "rules", "sweepcluster.tests.yml"));

        code.ShouldBe(0, output);
    }

    // Until a seed has finished, a place says that it is provisional.
    private static async Task FirstPlaceShouldHaveAsync(PrometheusServer prometheus, string panel, params string[] columns) =>
        await prometheus.QueryUntilItPassesAsync(
            Substitute(Dashboard.All.SelectMany(dashboard => dashboard.Expressions)
                .Single(query => query.Panel.Contains(panel, StringComparison.Ordinal)).Expression),
            leaders => leaders.Where(sample => sample.Labels["rank"] == "1")
                .OrderBy(sample => sample.Labels["position"], StringComparer.Ordinal)
                .Select(sample => sample.Labels["column"]).Where(column => column != "provisional").ShouldBe(columns),
            Cancellation);

    private static IEnumerable<(string Panel, string Expression)> VariableQueries(Dashboard dashboard) =>
        from variable in dashboard.Variables
        where Dashboard.Text(variable, "type") == "query"
        let query = LabelValues().Match(Dashboard.Text(variable, "definition"))
        select (
            $"{dashboard.Uid}: variable {Dashboard.Text(variable, "name")}",
            $"group by ({query.Groups[2].Value}) ({query.Groups[1].Value})");

    private static string Substitute(string expression) =>
        Chosen.Aggregate(expression, (text, variable) => text.Replace($"${variable.Name}", variable.Value, StringComparison.Ordinal));

    [GeneratedRegex(@"^label_values\((.*), (\w+)\)$")]
    private static partial Regex LabelValues();
}
