using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>The leaderboard's queries over a range of time in which texts changed, a process ended, another one took the sweep up, and
/// another cluster had a sweep of the same id. promtool evaluates them.</summary>
public sealed class LeaderboardQueryTests : IDisposable
{
    private const string Ours = "job=\"j\",sweep=\"x\"";
    private const string Theirs = "job=\"other\",sweep=\"x\"";
    private const string Cell = "leaderboard_cell";
    private const string Rate = "rank=\"1\",position=\"01\",column=\"lr\"";

    /// <summary>Process a ran the sweep for ten minutes. At minute 6 another configuration took the first place; its mean has no interval.
    /// Process b exports the sweep from minute 40 on.</summary>
    private static readonly (string Metric, string Labels, string Values)[] Series =
    [
        ("sweep_timestamp_seconds", $"{Ours},instance=\"a\"", "100+60x10 stale"),
        (Cell, $"{Ours},instance=\"a\",{Rate},text=\"0.1\"", "100+60x5 stale"),
        (Cell, $"{Ours},instance=\"a\",{Rate},text=\"0.2\"", "_x6 460+60x4 stale"),
        ("leaderboard_objective", $"{Ours},instance=\"a\",rank=\"1\",metric=\"val_loss\"", "0.5x10 stale"),
        ("leaderboard_half_width", $"{Ours},instance=\"a\",rank=\"1\"", "0.1x5 NaN NaN NaN NaN stale"),
        ("leaderboard_figure", $"{Ours},instance=\"a\",rank=\"1\",position=\"12\",column=\"worst\"", "0.0005x10 stale"),
        ("sweep_timestamp_seconds", $"{Theirs},instance=\"z\"", "9999x60"),
        (Cell, $"{Theirs},instance=\"z\",{Rate},text=\"9\"", "9999x60"),
        ("sweep_timestamp_seconds", $"{Ours},instance=\"b\"", "_x40 5000x20"),
        (Cell, $"{Ours},instance=\"b\",{Rate},text=\"0.3\"", "_x40 5000x20"),
        ("leaderboard_objective", $"{Ours},instance=\"b\",rank=\"1\",metric=\"val_loss\"", "_x40 0.4x20"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PrometheusFact]
    public Task Texts_AfterTheProcessHasEnded_AreThoseThatItSawLast() =>
        ShouldBeAsync("A", "30m", (Cell, $"{Ours},instance=\"a\",{Rate},text=\"0.2\"", "700"));

    [PrometheusFact]
    public Task Texts_OfALaterProcess_ReplaceThem() =>
        ShouldBeAsync("A", "50m", (Cell, $"{Ours},instance=\"b\",{Rate},text=\"0.3\"", "5000"));

    [PrometheusFact]
    public Task Figures_AfterTheProcessHasEnded_LackAnIntervalThatTheLastPlaceDidNotHave()
    {
        const string place = $"{Ours},instance=\"a\",rank=\"1\"";
        return ShouldBeAsync(
            "B",
            "30m",
            ("leaderboard_figure", $"{place},position=\"12\",column=\"worst\"", "0.0005"),
            ("leaderboard_objective", $"{place},position=\"10\",column=\"val_loss\",metric=\"val_loss\"", "0.5"),
            ("", $"{place},position=\"12\",column=\"worst, in full\"", "0.0005"));
    }

    [PrometheusFact]
    public Task Figures_OfALaterProcess_ReplaceThem() => ShouldBeAsync(
        "B",
        "50m",
        ("leaderboard_objective", $"{Ours},instance=\"b\",rank=\"1\",position=\"10\",column=\"val_loss\",metric=\"val_loss\"", "0.4"));

    private static string Name((string Metric, string Labels, string Values) series) =>
        $"{(series.Metric.Length > 0 ? "sweepcluster_" : "")}{series.Metric}{{{series.Labels}}}";

    private async Task ShouldBeAsync(string target, string time, params (string Metric, string Labels, string Values)[] samples)
    {
        var expression = Dashboard.All.SelectMany(dashboard => dashboard.Expressions)
            .Single(query => query.Panel == $"sweepcluster-sweep: Leaderboard {target}").Expression
            .Replace("$__range", "1h").Replace("$job", "j").Replace("$sweep", "x").Replace("$ranks", ".+");
        var file = _folder.Combine("tests.yml");
        await File.WriteAllTextAsync(
            file,
            $"""
            evaluation_interval: 1m
            tests:
            - interval: 1m
              input_series:
            {string.Join('\n', Series.Select(series => $"  - {{series: '{Name(series)}', values: '{series.Values}'}}"))}
              promql_expr_test:
              - expr: '{expression}'
                eval_time: {time}
                exp_samples:
            {string.Join('\n', samples.Select(sample => $"    - {{labels: '{Name(sample)}', value: {sample.Values}}}"))}
            """,
            TestContext.Current.CancellationToken);

        var (code, output) = await PrometheusServer.PromtoolAsync("", "test", "rules", file);

        code.ShouldBe(0, output);
    }
}
