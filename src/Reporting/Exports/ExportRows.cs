using System.Runtime.CompilerServices;
using System.Text.Json;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Reporting.Exports;

/// <summary>Reads a sweep's results as JSON objects, described in <c>docs/json.md</c>. Trials and epochs are read one by one, so that a
/// million of them need no more memory than one.</summary>
public sealed class ExportRows(IResultReader store, Sweep sweep)
{
    /// <summary>All names that <c>settings</c> of any row may contain, each once.</summary>
    public IReadOnlyList<string> SettingNames() =>
    [
        .. sweep.Spec.Space
            .Where(axis => axis is not { When: null, Values.Count: 1 } || sweep.Configurations.IsVarying(new(axis.Setting, axis.Values[0])))
            .Select(axis => axis.Setting)
            .Concat(sweep.Spec.Configurations.SelectMany(configuration => configuration.Where(sweep.Configurations.IsVarying))
                .Select(assignment => assignment.Setting))
            .Distinct(),
    ];

    /// <summary>The settings that <c>settings</c> of any row may contain, with the values that the spec names for each. Values that random
    /// search draws from a range are numbers, as the range's ends are.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<SettingValue> Values)> SettingValues() =>
    [
        .. SettingNames().Select(name => (name, (IReadOnlyList<SettingValue>)
        [
            .. sweep.Spec.Space.Where(axis => axis.Setting == name).SelectMany(axis => axis.Values),
            .. sweep.Spec.Configurations.SelectMany(configuration => configuration)
                .Where(assignment => assignment.Setting == name)
                .Select(assignment => assignment.Value),
        ])),
    ];

    /// <summary>Reads the rows of a table; each is one JSON object on one line.</summary>
    public async IAsyncEnumerable<string> ReadAsync(ExportTable table, [EnumeratorCancellation] CancellationToken cancellation)
    {
        switch (table)
        {
            case ExportTable.Trials:
                var configurations = SweepConfigurations.FindCancellable(sweep.Spec, cancellation);
                await foreach (var trial in store.ReadTrialsAsync(sweep.Id, cancellation))
                    yield return JsonLine.Object(
                        json => JsonRecords.Trial(json, trial, configurations.VaryingSettings(trial.Configuration)));
                break;
            case ExportTable.Metrics:
                await foreach (var epoch in store.ReadEpochsAsync(sweep.Id, trial: null, cancellation))
                    yield return JsonLine.Object(json => JsonRecords.Epoch(json, epoch));
                break;
            case ExportTable.Leaderboard:
                var leaders = await store.ReadLeadersAsync(sweep.Id, sweep.Spec.Objective.Goal, int.MaxValue, cancellation);
                foreach (var row in LeaderboardTable.BuildAll(sweep.Spec, leaders))
                    yield return JsonLine.Object(json => JsonRecords.Row(json, row));
                break;
            case ExportTable.Steps:
                await foreach (var trial in store.ReadTrialsAsync(sweep.Id, cancellation))
                {
                    if (trial.Final?.Range is not { } test)
                        continue;
                    var smoothed = test.Smoothed();
                    for (var step = 0; step < test.Losses.Count; step++)
                        yield return JsonLine.Object(json => JsonRecords.Step(json, trial.Trial, test, smoothed, step));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(table), table, "Unknown table.");
        }
    }

    /// <summary>A row of the table without settings and with arbitrary values, which gives the names of the fields if there is no
    /// row.</summary>
    public static string Sample(ExportTable table) => JsonLine.Object(json => WriteSample(json, table));

    private static void WriteSample(Utf8JsonWriter json, ExportTable table)
    {
        switch (table)
        {
            case ExportTable.Trials:
                JsonRecords.Trial(
                    json, new()
                    {
                        Trial = 0,
                        Configuration = 0,
                        SeedIndex = 0,
                        State = TrialState.Waiting,
                        Attempt = 0,
                        Pass = 0,
                        StartedAt = default,
                    }, []);
                break;
            case ExportTable.Metrics:
                JsonRecords.Epoch(json, new(0, new(1, 0, 0, null, null, 0, 0, 0)));
                break;
            case ExportTable.Leaderboard:
                JsonRecords.Row(json, new()
                {
                    Order = 1,
                    Configuration = 0,
                    Settings = [],
                    Objective = new(0, 1, null),
                    Best = 0,
                    Worst = 0,
                    Seeds = new(0, 0, 0, 0, 0),
                });
                break;
            case ExportTable.Steps:
                JsonRecords.Step(json, 0, new() { Settings = RangeTestSettings.Default, Losses = [0], RunningMeans = [0] }, [0], 0);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(table), table, "Unknown table.");
        }
    }
}
