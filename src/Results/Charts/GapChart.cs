using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Charts;

/// <summary>Accuracy on the training images and on the held-out images: validation images, or without a split the test images.</summary>
public sealed record GapChart(string Metric, string HeldName, IReadOnlyList<GapRow> Rows)
{
    /// <summary>Maximum number of rows that stay readable.</summary>
    public const int MaxRows = 15;

    /// <summary>Creates the chart; null if no configuration has both accuracies.</summary>
    public static GapChart? Create(
        IReadOnlyList<LeaderboardRow> rows, IReadOnlyDictionary<long, ConfigurationTrials> trials, SplitSettings split)
    {
        var hasSplit = split.Kind != SplitKind.None;
        var built = rows.Take(MaxRows).Select(row => Row(row, trials[row.Configuration], hasSplit)).OfType<GapRow>().ToArray();
        return built.Length == 0 ? null : new("accuracy", hasSplit ? "validation" : "test", built);
    }

    private static GapRow? Row(LeaderboardRow row, ConfigurationTrials configuration, bool hasSplit)
    {
        var pairs = configuration.Trials.Select(trial => trial.Final).OfType<FinalMetrics>()
            .Select(final => (final.Report.TrainAccuracy, Held: hasSplit ? final.Report.ValidationAccuracy : final.TestAccuracy))
            .Where(pair => pair.Held is not null)
            .ToArray();
        return pairs.Length == 0 ? null : new(
            RowText.Settings(row.Settings),
            ChartNumber.Round(pairs.Average(pair => pair.TrainAccuracy)) ?? 0,
            ChartNumber.Round(pairs.Average(pair => pair.Held)) ?? 0);
    }
}

/// <summary>A configuration's means over the seeds that have finished.</summary>
public sealed record GapRow(string Name, double Train, double Held);
