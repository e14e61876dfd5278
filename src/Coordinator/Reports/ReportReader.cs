using SweepCluster.Contracts;
using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Reports.Charts;
using SweepCluster.Coordinator.Reports.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Reports;

/// <summary>Gathers what a report shows.</summary>
internal sealed class ReportReader(IResultStore store, SweepRecord sweep, SweepSpec spec, TrialReader trials, TimeProvider time)
{
    // Configurations whose learning curves are drawn: as many as there are colours that can be told apart.
    private const int MostCurves = 6;

    // Seeds of each that are read for them.
    private const int MostSeeds = 50;

    /// <param name="number">The trial to show; null: the best one.</param>
    /// <exception cref="SweepException">The sweep has no such trial.</exception>
    public async Task<ReportContent> ReadAsync(long? number, CancellationToken cancellation)
    {
        var leaders = await store.ReadLeadersAsync(sweep.Id, spec.Objective.Goal, int.MaxValue, cancellation);
        var configurations = leaders.ToDictionary(leader => leader.Configuration);
        // A loss may have become infinite without the trial having diverged: such a row can't be drawn.
        var rows = LeaderboardTable.Build(spec, leaders).Where(row => double.IsFinite(row.Objective.Mean)).ToArray();
        var shown = number is { } wanted ? await FindAsync(wanted, cancellation) : Best(rows, configurations);
        var (trial, missing) = shown is null ? (null, "No trial has finished yet.") : trials.Read(shown, cancellation);
        return new()
        {
            Sweep = sweep,
            Spec = spec,
            Counts = await store.CountTrialsAsync(sweep.Id, cancellation),
            Rows = rows,
            Configurations = configurations,
            Published = PublishedComparison.Of(spec, leaders),
            Events = await store.ReadEventsAsync(sweep.Id, cancellation),
            Charts = ChartsOf(rows, configurations, await CurvesAsync(rows, configurations, cancellation)),
            Trial = trial,
            TrialMissing = missing,
            MadeAt = time.GetUtcNow(),
        };
    }

    private ReportCharts ChartsOf(
        LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> configurations, IReadOnlyList<ConfigurationEpochs> curves)
    {
        var metric = spec.Objective.Metric.Name();
        var maximize = spec.Objective.Goal == Goal.Maximize;
        var axes = SettingAxis.Of(rows);
        var effects = EffectChart.Of(axes, rows, metric);
        return new()
        {
            Curves = CurvePanel.Of(curves),
            Effect = effects,
            Heat = HeatChart.Of(effects, axes, rows, metric, maximize),
            Parallel = ParallelChart.Of(axes, rows, metric, maximize) is { } parallel ? [parallel] : [],
            Gap = GapChart.Of(rows, configurations, spec.Data.Split) is { } gap ? [gap] : [],
            Cost = CostChart.Of(rows, configurations, metric, maximize),
        };
    }

    private async Task<IReadOnlyList<ConfigurationEpochs>> CurvesAsync(
        LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> configurations, CancellationToken cancellation)
    {
        var curves = new List<ConfigurationEpochs>();
        foreach (var row in rows.Take(MostCurves))
        {
            var seeds = new List<IReadOnlyList<EpochReport>>();
            foreach (var trial in configurations[row.Configuration].Trials.Take(MostSeeds))
            {
                var reports = new List<EpochReport>();
                await foreach (var epoch in store.ReadEpochsAsync(sweep.Id, trial.Trial, cancellation))
                    reports.Add(epoch.Report);
                seeds.Add(reports);
            }

            curves.Add(new(row, seeds));
        }

        return curves;
    }

    private async Task<TrialRecord> FindAsync(long number, CancellationToken cancellation) =>
        await store.FindTrialAsync(sweep.Id, number, cancellation)
        ?? throw new SweepException($"--trial: {sweep.Id} has no trial {number} that was started. `./sweep show {sweep.Id}` says how many there are.");

    // The best seed of the best configuration.
    private TrialRecord? Best(LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> configurations)
    {
        if (rows.Length == 0)
            return null;
        var finished = configurations[rows[0].Configuration].Trials.Where(trial => trial is { Final: not null, Objective: not null });
        return spec.Objective.Goal == Goal.Maximize
            ? finished.MaxBy(trial => trial.Objective)
            : finished.MinBy(trial => trial.Objective);
    }
}
