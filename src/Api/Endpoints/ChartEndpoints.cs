using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Tables;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Api.Endpoints;

/// <summary>The data of a sweep's charts, in the form that their scripts use.</summary>
internal sealed class ChartEndpoints(IResultReader store, TrialTables tables)
{
    /// <summary>Maximum number of curves of a chart: the number of colours that stay distinguishable.</summary>
    private const int MaxCurves = 6;

    // Maximum number of seeds of a configuration that are read for its curve.
    private const int MaxSeeds = 50;

    private const string Unstable = "It is made for the dashboard and may change with it.";

    /// <param name="sweep">The routes of one existing sweep.</param>
    public void Map(RouteGroupBuilder sweep)
    {
        sweep.MapGet("/charts", ChartsAsync).WithName("getCharts").WithSummary("Charts of all configurations")
            .WithDescription($"Heat maps, parallel coordinates and effects over the mean objective of each configuration. {Unstable}")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
        sweep.MapGet("/curves", CurvesAsync).WithName("getCurves").WithSummary("Learning curves")
            .WithDescription($"Of up to {MaxCurves} configurations or trials: `of=c3,t17` requests configuration 3, over its seeds, "
                + "and trial 17. Of range tests the curves are over the learning rate: `range` and, of single trials, `rangeTest`. "
                + Unstable)
            .Produces<string>(StatusCodes.Status200OK, "application/json");
    }

    private async Task<IResult> ChartsAsync(string id, CancellationToken cancellation)
    {
        var sweep = await FindAsync(id, cancellation);
        var objective = Sweep.Read(sweep).Spec.Objective;
        var rows = await tables.Find(sweep)
            .QueryAsync(sweep, index => new ChartRows(index.Totals(), objective.Goal, index.SettingsOf), cancellation);
        var (metric, maximize) = (objective.Metric.Name(), objective.Goal == Goal.Maximize);
        var axes = SettingAxis.FindAll(rows);
        var effects = EffectChart.Create(axes, rows, metric);
        return Json(new()
        {
            Effect = effects,
            Heat = HeatChart.Create(effects, axes, rows, metric, maximize),
            Parallel = ParallelChart.Create(axes, rows, metric, maximize) is { } parallel ? [parallel] : [],
        });
    }

    private async Task<IResult> CurvesAsync(string id, string? of, CancellationToken cancellation)
    {
        var sweep = await FindAsync(id, cancellation);
        var spec = Sweep.Read(sweep).Spec;
        var configurations = SweepConfigurations.FindCancellable(spec, cancellation);
        if (spec.Kind == SweepKind.RangeTest)
            return Json(await RangesAsync(sweep, of, configurations, cancellation));
        var curves = new List<ConfigurationEpochs>();
        foreach (var (isTrial, number) in Parse(of, sweep))
        {
            var configuration = number % sweep.Configurations;
            var settings = RowText.Settings(configurations.VaryingSettings(configuration));
            var seeds = new List<IReadOnlyList<EpochReport>>();
            foreach (var trial in isTrial ? [number] : await CountedAsync(sweep, number, cancellation))
                seeds.Add(await EpochsAsync(id, trial, cancellation));
            curves.Add(new(isTrial ? TrialName(sweep, number, settings) : settings, seeds));
        }

        return Json(new() { Curves = CurvePanel.Create(curves) });
    }

    private static string TrialName(SweepRecord sweep, long number, string settings) =>
        $"trial {number}: {settings}, seed {(number / sweep.Configurations) + 1}";

    // The curve of a range test is over its steps; it has a single epoch.
    private async Task<ReportCharts> RangesAsync(
        SweepRecord sweep, string? of, SweepConfigurations configurations, CancellationToken cancellation)
    {
        var lines = new List<(string Name, IReadOnlyList<TrialRecord> Trials)>();
        var tests = new List<RangeTestChart>();
        foreach (var (isTrial, number) in Parse(of, sweep))
        {
            var settings = RowText.Settings(configurations.VaryingSettings(number % sweep.Configurations));
            var name = isTrial ? TrialName(sweep, number, settings) : settings;
            IReadOnlyList<TrialRecord> trials =
                await store.FindTrialsAsync(sweep.Id, isTrial ? [number] : Seeds(sweep, number), cancellation).ToListAsync(cancellation);
            lines.Add((name, trials));
            if (isTrial && trials is [var trial] && RangeTestChart.Create(name, trial) is { } test)
                tests.Add(test);
        }

        return new() { Range = RangeChart.Create(lines) is { } range ? [range] : [], RangeTest = tests };
    }

    private async Task<IReadOnlyList<long>> CountedAsync(SweepRecord sweep, long configuration, CancellationToken cancellation)
    {
        var trials = await store.FindTrialsAsync(sweep.Id, Seeds(sweep, configuration), cancellation).ToListAsync(cancellation);
        return [.. CountedSeeds.Find(trials).Select(trial => trial.Trial)];
    }

    private static long[] Seeds(SweepRecord sweep, long configuration) =>
        [.. Enumerable.Range(0, Math.Min(MaxSeeds, sweep.Seeds)).Select(seed => (seed * sweep.Configurations) + configuration)];

    private async Task<IReadOnlyList<EpochReport>> EpochsAsync(string id, long trial, CancellationToken cancellation)
    {
        var reports = new List<EpochReport>();
        await foreach (var epoch in store.ReadEpochsAsync(id, trial, cancellation))
            reports.Add(epoch.Report);
        return reports;
    }

    private static (bool IsTrial, long Number)[] Parse(string? of, SweepRecord sweep)
    {
        var names = (of ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MaxCurves)
            throw new SweepException($"of: {names.Length} curves are too many for one chart. Name up to {MaxCurves}.");
        return Array.ConvertAll(names, name =>
        {
            var max = name[0] == 't' ? sweep.Configurations * sweep.Seeds : sweep.Configurations;
            return name[0] is 'c' or 't' && long.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number < max
                ? (name[0] == 't', number)
                : throw new SweepException(
                    $"of: '{name}' is neither a configuration nor a trial of {sweep.Id}. Write c3 for configuration 3, t17 for trial 17.");
        });
    }

    private async Task<SweepRecord> FindAsync(string id, CancellationToken cancellation) =>
        await store.FindSweepAsync(id, cancellation) ?? throw new InvalidOperationException($"{id} was there a moment ago.");

    private static ContentHttpResult Json(ReportCharts charts) => TypedResults.Text(charts.ToJson(), "application/json");
}
