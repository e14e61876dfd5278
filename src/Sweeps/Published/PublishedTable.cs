using System.Globalization;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Published;

/// <summary>Compares published figures with a sweep's own.</summary>
/// <remarks>A published figure is a single run. It is compared with the interval in which one further run of the sweep would lie, m ± t s
/// sqrt(1 + 1 / n), not with the interval of the sweep's mean, which shrinks to nothing as seeds are added while a single run keeps its
/// spread.</remarks>
public static class PublishedTable
{
    /// <summary>A comparison per published value, in the order of the spec.</summary>
    /// <param name="trials">All recorded trials of the sweep; the means are over those that succeeded.</param>
    /// <param name="epochs">Their epochs, for values that are of an epoch; without them such a value has no counterpart.</param>
    public static IReadOnlyList<PublishedComparison> Compare(
        SweepSpec spec, IReadOnlyCollection<TrialRecord> trials, IReadOnlyCollection<EpochRecord>? epochs = null)
    {
        var reports = (epochs ?? []).ToDictionary(epoch => (epoch.Trial, epoch.Report.Epoch), epoch => epoch.Report);
        var configurations = SweepConfigurations.Find(spec);
        var resolution = MetricResolution.FromTrials(spec, trials);
        return
        [
            .. from figure in spec.Published
               let concerned = trials.Where(
                   trial => PublishedResults.Concerns(figure, spec, configurations.Propose(trial.Configuration))).ToArray()
               from value in figure.Values
               select Compare(figure, value, concerned, reports, resolution),
        ];
    }

    private static PublishedComparison Compare(
        PublishedResult figure, PublishedValue published, TrialRecord[] trials,
        IReadOnlyDictionary<(long Trial, int Epoch), EpochReport> reports, MetricResolution resolution)
    {
        var values = trials.Where(trial => trial.HasResult).Select(trial => Value(trial)).OfType<double>().Where(double.IsFinite)
            .ToArray();
        var none = new PublishedComparison(figure, published.Figure, published.Value, null, null, null, null)
        {
            Seeds = SeedCounts.FromTrials(trials),
        };
        if (values.Length == 0)
            return none;
        var rounding = Rounding(published.Value);
        var mean = Estimate.Mean(values, published.Figure.Metric is { } metric ? resolution.RoundingVariance(metric) : 0);
        if (published.Figure.Metric is null && values.Max() == values.Min())
        {
            return none with
            {
                Ours = mean,
                Low = values[0],
                High = values[0],
                Within = Math.Abs(published.Value - values[0]) <= rounding,
            };
        }

        if (mean.HalfWidth is not { } halfWidth)
            return none with { Ours = mean };
        // t s / sqrt(n) is the mean's; t s sqrt(1 + 1 / n) = t s / sqrt(n) * sqrt(n + 1).
        var reach = halfWidth * Math.Sqrt(mean.Count + 1);
        var (low, high) = (mean.Mean - reach, mean.Mean + reach);
        return none with
        {
            Ours = mean,
            Low = low,
            High = high,
            Within = published.Value + rounding >= low && published.Value - rounding <= high,
        };

        double? Value(TrialRecord trial)
        {
            if (published.Figure == PublishedFigure.Parameters)
                return trial.Final!.Parameters;
            var report = figure.Epoch is { } epoch ? reports.GetValueOrDefault((trial.Trial, epoch)) : trial.Final!.Report;
            if (published.Figure == PublishedFigure.LearningRate)
                return report?.LearningRate;
            return figure.Epoch is null ? PublishedTable.Value(trial.Final!, published.Figure.Metric!.Value)
                : report?.Value(published.Figure.Metric!.Value);
        }
    }

    /// <summary>The metric at the end of a trial; null for validation metrics without a split.</summary>
    public static double? Value(FinalMetrics final, Metric metric) => metric switch
    {
        Metric.TestLoss => final.TestLoss,
        Metric.TestAccuracy => final.TestAccuracy,
        _ => final.Report.Value(metric),
    };

    /// <summary>Half of a unit of the last digit that the figure was given with.</summary>
    internal static double Rounding(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return text.Contains('E', StringComparison.Ordinal) ? 0 : 0.5 * Math.Pow(10, point < 0 ? 0 : point + 1 - text.Length);
    }
}
