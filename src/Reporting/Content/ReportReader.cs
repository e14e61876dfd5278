using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Claims;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Published;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Reporting.Content;

/// <summary>Gathers what a report shows. All trials are read once, one by one: of each configuration a few
/// numbers stay, of the best ones all.</summary>
public sealed class ReportReader(IResultReader store, Sweep sweep, INetworkReader networks, TimeProvider time)
{
    // Maximum number of configurations with learning curves: the number of colours that stay distinguishable.
    private const int MaxCurves = 6;

    // Maximum number of seeds of each that are read for its curve.
    private const int MaxSeeds = 50;

    /// <param name="number">The trial to show; null for the best one.</param>
    /// <exception cref="SweepException">The sweep has no such trial.</exception>
    public async Task<ReportContent> ReadAsync(long? number, CancellationToken cancellation)
    {
        var leaders = await store.ReadLeadersAsync(sweep.Id, sweep.Spec.Objective.Goal, ReportContent.MaxRows + 1, cancellation);
        var best = leaders.ToDictionary(leader => leader.Configuration);
        // A loss may have become infinite without the trial having diverged: such a row can't be drawn.
        var read = LeaderboardTable.BuildAll(sweep.Spec, leaders).ToLookup(row => double.IsFinite(row.Objective.Mean));
        LeaderboardRow[] rows = [.. read[true]];
        var shown = number is { } wanted ? await FindAsync(wanted, cancellation) : Best(rows, best);
        var (trial, missing) = shown switch
        {
            // The final weights of a range test have no meaning.
            _ when sweep.Spec.Kind == SweepKind.RangeTest => (null, ""),
            null => (null, "No trial has finished yet."),
            _ => await ShowAsync(shown, cancellation),
        };
        var (all, published) = await ReadTrialsAsync(cancellation);
        return new()
        {
            Sweep = sweep.Record,
            Spec = sweep.Spec,
            Counts = await store.CountTrialsAsync(sweep.Id, cancellation),
            Rows = rows,
            Total = all.Count,
            Lost = [.. read[false].Select(row => row.HasObjective ? row with { Reason = "the objective is not finite" } : row)],
            TotalLost = all.Lost.Count,
            Published = published,
            Claims = await RecordedClaims.DecideAsync(store, sweep.Record, sweep.Spec, cancellation),
            Events = await store.ReadEventsAsync(sweep.Id, cancellation),
            Schedule = await ScheduleFacts.ReadAsync(store, sweep.Record, sweep.Spec, cancellation),
            Charts = sweep.Spec.Kind == SweepKind.RangeTest
                ? RangeCharts(rows, best, all)
                : await TrainingChartsAsync(rows, best, all, cancellation),
            Trial = trial,
            TrialMissing = missing,
            MadeAt = time.GetUtcNow(),
        };
    }

    /// <summary>The trial's network at work, or why it can't be shown.</summary>
    private async Task<(TrialShowing? Showing, string Missing)> ShowAsync(TrialRecord trial, CancellationToken cancellation)
    {
        try
        {
            var showing = await networks.ShowAsync(sweep.Record, trial, cancellation);
            var configurations = SweepConfigurations.FindCancellable(sweep.Spec, cancellation);
            return (new(trial, configurations.VaryingSettings(trial.Configuration), showing), "");
        }
        catch (SweepException missing)
        {
            return (null, missing.Message);
        }
    }

    private async Task<(ChartRows All, IReadOnlyList<PublishedComparison> Published)> ReadTrialsAsync(CancellationToken cancellation)
    {
        var configurations = SweepConfigurations.FindCancellable(sweep.Spec, cancellation);
        var totals = new Dictionary<long, ConfigurationTotal>();
        // Only trials that a published figure is about: a sweep may have more trials than fit into memory.
        var concerned = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweep.Id, cancellation))
        {
            totals[trial.Configuration] = totals.GetValueOrDefault(trial.Configuration, new(trial.Configuration))
                .With(
                    trial.CountedObjective, trial.Parameters,
                    trial is { HasResult: true, Epochs: > 0 } ? trial.TrainSeconds : null,
                    !trial.HasResult && trial.State is TrialState.Diverged or TrialState.Failed);
            if (sweep.Spec.Published.Any(
                figure => PublishedResults.Concerns(figure, sweep.Spec, configurations.Propose(trial.Configuration))))
                concerned.Add(RecordedClaims.Figures(trial));
        }

        return (
            new(totals.Values, sweep.Spec.Objective.Goal, configurations.VaryingSettings),
            PublishedTable.Compare(
                sweep.Spec, concerned,
                await NamedEpochs.ReadPublishedAsync(store, sweep.Record.Id, sweep.Spec, cancellation)));
    }

    private async Task<ReportCharts> TrainingChartsAsync(
        LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> best, ChartRows all, CancellationToken cancellation) =>
        Comparisons(all) with
        {
            Curves = CurvePanel.Create(await CurvesAsync(rows, best, cancellation)),
            Gap = GapChart.Create(rows, best, sweep.Spec.Data.Split) is { } gap ? [gap] : [],
        };

    // The curve of a range test is over its steps; it has a single epoch, and its weights have no meaning.
    private ReportCharts RangeCharts(LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> best, ChartRows all)
    {
        LeaderboardRow[] shown = [.. rows.Take(MaxCurves)];
        return Comparisons(all) with
        {
            Range = RangeChart.Create(shown, best) is { } range ? [range] : [],
            RangeTest = RangeTestChart.Create(shown, best),
        };
    }

    private ReportCharts Comparisons(ChartRows all)
    {
        var metric = sweep.Spec.Objective.Metric.Name();
        var maximize = sweep.Spec.Objective.Goal == Goal.Maximize;
        var axes = SettingAxis.FindAll(all);
        var effects = EffectChart.Create(axes, all, metric);
        return new()
        {
            Effect = effects,
            Heat = HeatChart.Create(effects, axes, all, metric, maximize),
            Parallel = ParallelChart.Create(axes, all, metric, maximize) is { } parallel ? [parallel] : [],
            Cost = CostChart.Create(all, metric, maximize),
        };
    }

    private async Task<IReadOnlyList<ConfigurationEpochs>> CurvesAsync(
        LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> best, CancellationToken cancellation)
    {
        var curves = new List<ConfigurationEpochs>();
        foreach (var row in rows.Take(MaxCurves))
        {
            var seeds = new List<IReadOnlyList<EpochReport>>();
            foreach (var trial in CountedSeeds.Find(best[row.Configuration].Trials).Take(MaxSeeds))
            {
                var reports = new List<EpochReport>();
                await foreach (var epoch in store.ReadEpochsAsync(sweep.Id, trial.Trial, cancellation))
                    reports.Add(epoch.Report);
                seeds.Add(reports);
            }

            curves.Add(new(RowText.Settings(row.Settings), seeds));
        }

        return curves;
    }

    private async Task<TrialRecord> FindAsync(long number, CancellationToken cancellation) =>
        await store.FindTrialAsync(sweep.Id, number, cancellation)
        ?? throw NotRecorded.Trial(sweep.Id, number, "--trial");

    // The best seed of the best configuration.
    private TrialRecord? Best(LeaderboardRow[] rows, Dictionary<long, ConfigurationTrials> best)
    {
        if (rows.Length == 0)
            return null;
        var finished = best[rows[0].Configuration].Trials.Where(trial => trial is { HasResult: true, Objective: not null });
        return sweep.Spec.Objective.Goal == Goal.Maximize
            ? finished.MaxBy(trial => trial.Objective)
            : finished.MinBy(trial => trial.Objective);
    }
}
