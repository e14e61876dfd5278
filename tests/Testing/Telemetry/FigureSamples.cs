using System.Text.RegularExpressions;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Testing.Telemetry;

/// <summary>Figures of sweeps that nobody ran.</summary>
public static partial class FigureSamples
{
    public static SweepSample Sweep(
        string id = "quick-1", SweepStatus status = SweepStatus.Running, long trials = 10, long succeeded = 4, TrialTally tally = default,
        params IReadOnlyList<LeaderPlace> leaders)
    {
        var record = new SweepRecord(id, id, "", null, trials, 1, 0, 0, status, "", DateTimeOffset.UnixEpoch, 0);
        var counts = new Dictionary<TrialState, long> { [TrialState.Succeeded] = succeeded };
        return new(new(record, trials, counts, [], null), tally, leaders, "cpu");
    }

    public static LeaderPlace Leader(int parameters) =>
        new(0.9, 0.01, 3, 7, [.. Enumerable.Range(0, parameters).Select(number => KeyValuePair.Create($"p{number:000}", (double)number))]);

    /// <summary>The lines of a metric in Prometheus' text: values by labels, in the order of their names, escaped as they were.</summary>
    public static IReadOnlyDictionary<string, string> Lines(string text, string metric) => text.Split('\n')
        .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal))
        .ToDictionary(
            line => string.Join(',', Label().Matches(line[metric.Length..]).Select(label => label.Value).Order(StringComparer.Ordinal)),
            line => line[(line.LastIndexOf(' ') + 1)..]);

    [GeneratedRegex(@"\w+=""(?:[^""\\]|\\.)*""")]
    private static partial Regex Label();
}
