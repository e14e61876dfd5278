using System.Globalization;
using System.Net;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Coordinator.Tests.Metrics;

/// <summary>What is served while a sweep runs, and what a real Prometheus makes of it.</summary>
public sealed class ScrapeTests : IAsyncDisposable
{
    /// <summary>Four configurations by two seeds, of three epochs.</summary>
    private const string Spec =
        "name: quick\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 3}\nspace: {width: [8, 16], lr: [0.01, 0.1]}\n";

    private MetricsRig? _rig;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _rig?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Metrics_AreTextOfPrometheusAndNothingElseIsServed()
    {
        _rig = await new MetricsRig(workers: 1).StartAsync();

        using var metrics = await _rig.GetAsync();
        using var nothing = await _rig.GetAsync("");
        using var rebound = await _rig.GetAsync(host: "evil.example");

        metrics.StatusCode.ShouldBe(HttpStatusCode.OK);
        metrics.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await metrics.Content.ReadAsStringAsync(Cancellation)).ShouldContain("\nsweepcluster_build_version{version=\"");
        nothing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        rebound.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [PrometheusFact]
    public async Task Prometheus_ScrapingARunningSweep_HoldsWhatTheStoreHolds()
    {
        _rig = await new MetricsRig(workers: 1).StartAsync();
        _rig.Trainer.Script = lease => lease.Trial switch
        {
            1 => new TrialOutcome.Diverged(3, 100),
            2 => new TrialOutcome.Failed("bad luck"),
            _ => null,
        };
        var held = _rig.Trainer.HoldBefore(6, 2);
        using var prometheus = new PrometheusServer([_rig.Target]);
        var id = await _rig.SubmitAsync(Spec);
        await held.Reached;

        await ShouldBeAsync(prometheus, "sweepcluster_trials_ended_total{outcome='succeeded'}", 4);
        // The trial that is held comes last, so that the counts of the others are final.
        var counts = await _rig.Store.CountTrialsAsync(id, Cancellation);
        await prometheus.QueryUntilItPassesAsync("sweepcluster_trials", trials =>
        {
            trials.ShouldAllBe(sample => sample.Labels["sweep"] == id);
            foreach (var state in new[] { TrialState.Succeeded, TrialState.Diverged, TrialState.Failed })
                trials.Single(sample => sample.Labels["state"].Equals(state.ToString(), StringComparison.OrdinalIgnoreCase))
                    .Value.ShouldBe(counts.GetValueOrDefault(state), $"{state}");
            trials.Sum(sample => sample.Value).ShouldBe(8);
        }, Cancellation);
        // How many are leased ahead of the slot depends on how long trials take.
        await ShouldBeAsync(
            prometheus,
            "sum(sweepcluster_trials_started_total) - sum(sweepcluster_trials_ended_total) - sum(sweepcluster_trials_retried_total) - "
            + "sum(sweepcluster_trials{state='running'})",
            0);
        await ShouldBeAsync(prometheus, "sum(sweepcluster_queue_trials) + sum(sweepcluster_trials{state='running'})", 2);
        await ShouldBeAsync(
            prometheus,
            "sum(sweepcluster_queue_trials{accelerator='cpu'}) + sum(sweepcluster_running_trials{accelerator='cpu'})", 2);
        await ShouldBeAsync(prometheus, "sweepcluster_trials_retried_total", 1);
        await ShouldBeAsync(prometheus, "sweepcluster_trials_ended_total{outcome='diverged'}", 1);
        await ShouldBeAsync(prometheus, "sweepcluster_trials_ended_total{outcome='failed'}", 1);
        await ShouldBeAsync(prometheus, "sweepcluster_slots{accelerator='cpu'}", 1);

        var rows = LeaderboardTable.Build(Specs.Read(Spec), await _rig.Store.ReadLeadersAsync(id, Goal.Maximize, 10, Cancellation));
        var objectives = await prometheus.QueryUntilAsync(
            "sweepcluster_leaderboard_objective",
            samples => samples.Count == rows.Count && samples.Max(sample => sample.Value) == rows[0].Objective.Mean,
            Cancellation);
        foreach (var (row, place) in rows.Select((row, place) => (row, (place + 1).ToString(CultureInfo.InvariantCulture))))
        {
            objectives.Single(sample => sample.Labels["rank"] == place).Value.ShouldBe(row.Objective.Mean);
            await ShouldBeAsync(prometheus, $"sweepcluster_leaderboard_configuration_number{{rank='{place}'}}", row.Configuration);
            (await prometheus.QueryUntilItPassesAsync(
                $"sweepcluster_leaderboard_cell{{rank='{place}',column='width'}}", samples => samples.ShouldHaveSingleItem(), Cancellation))
                .Single().Labels["text"].ShouldBe(row.Settings.Single(setting => setting.Setting == "width").Value.ToString());
        }

        await prometheus.QueryUntilAsync(
            "rate(sweepcluster_slot_busy_seconds_total[2s])", samples => samples is [{ Value: >= 0.5 and <= 1.5 }], Cancellation);
        await ShouldBeAsync(prometheus, "sweepcluster_store_call_seconds_bucket{operation='create_sweep',le='+Inf'}", 1);
        await ShouldBeAsync(prometheus, "up", 1);
        held.Open();
    }

    private static Task<IReadOnlyList<PrometheusSample>> ShouldBeAsync(PrometheusServer prometheus, string expression, double value) =>
        prometheus.QueryUntilItPassesAsync(
            expression, samples => samples.ShouldHaveSingleItem(expression).Value.ShouldBe(value, expression), Cancellation);
}
