using System.Text.RegularExpressions;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Testing.Telemetry;

/// <summary>Made-up figures of sweeps.</summary>
public static partial class FigureSamples
{
    public static SweepSample Sweep(
        string id = "quick-1", SweepStatus status = SweepStatus.Running, long trials = 10, long succeeded = 4, TrialTally tally = default,
        params IReadOnlyList<LeaderPlace> leaders)
    {
        var record = new SweepRecord(id, id, "", null, trials, 1, 0, 0, status, "", DateTimeOffset.UnixEpoch, 0);
        var counts = new Dictionary<TrialState, long> { [TrialState.Succeeded] = succeeded };
        return new(new(record, trials, counts, [], null), "val_accuracy", tally, leaders, "cpu");
    }

    /// <param name="cells">Number of texts of the place, and of its figures.</param>
    /// <param name="text">Begins every text.</param>
    public static LeaderPlace Leader(int cells, string text = "t") => new(
        0.9,
        0.01,
        3,
        7,
        [.. Enumerable.Range(0, cells).Select(number => new LeaderCell(number, $"c{number:000}", $"{text}{number}"))],
        [.. Enumerable.Range(0, cells).Select(number => new LeaderFigure(number, $"f{number:000}", number))]);

    /// <summary>The lines of a metric in Prometheus' text: values by labels, in the order of their names, escaped as they were.</summary>
    public static IReadOnlyDictionary<string, string> Lines(string text, string metric) => text.Split('\n')
        .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal))
        .ToDictionary(
            line => string.Join(',', Label().Matches(line[metric.Length..]).Select(label => label.Value).Order(StringComparer.Ordinal)),
            line => line[(line.LastIndexOf(' ') + 1)..]);

    [GeneratedRegex(@"\w+=""(?:[^""\\]|\\.)*""")]
    private static partial Regex Label();
}
