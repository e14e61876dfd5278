using SweepCluster.Model.Trials;
using TrialMetric = SweepCluster.Model.Configurations.Metric;

namespace SweepCluster.Results.Charts;

/// <summary>Learning curves of accuracy or loss.</summary>
/// <param name="Log">Whether the values span orders of magnitude.</param>
public sealed record CurvePanel(string Metric, bool Log, IReadOnlyList<NamedCurve> Curves)
{
    private const double WideSpan = 50;

    /// <summary>Creates the panels of accuracy and loss of some configurations.</summary>
    public static IReadOnlyList<CurvePanel> Create(IReadOnlyList<ConfigurationEpochs> configurations)
    {
        return
        [
            .. new[]
            {
                Panel("accuracy", TrialMetric.TrainAccuracy, TrialMetric.ValidationAccuracy),
                Panel("loss", TrialMetric.TrainLoss, TrialMetric.ValidationLoss),
            }.Where(panel => panel.Curves.Count > 0),
        ];

        CurvePanel Panel(string name, TrialMetric train, TrialMetric held)
        {
            var curves = configurations
                .Select(configuration => new NamedCurve(
                    configuration.Name,
                    MetricCurve.Create(configuration.Trials, held),
                    MetricCurve.Create(configuration.Trials, train)))
                .Where(curve => curve.Held is not null || curve.Train is not null)
                .ToArray();
            var values = curves.SelectMany(curve => new[] { curve.Held, curve.Train }).OfType<MetricCurve>()
                .SelectMany(curve => curve.Low.Concat(curve.High)).OfType<double>().ToArray();
            return new(name, values.Length > 0 && values.Min() > 0 && values.Max() / values.Min() > WideSpan, curves);
        }
    }
}

/// <param name="Held">The curve on the validation images; null without a split.</param>
public sealed record NamedCurve(string Name, MetricCurve? Held, MetricCurve? Train);

/// <summary>A metric by epoch: mean, minimum and maximum over the seeds that reached the epoch. From where the first seed ends the mean is
/// over fewer seeds, and jumps although no seed does.</summary>
/// <param name="Counts">Number of seeds that reached each epoch.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Whole">Number of epochs, from the first one, that all seeds reached.</param>
public sealed record MetricCurve(
    IReadOnlyList<int> Epochs, IReadOnlyList<double?> Mean, IReadOnlyList<double?> Low, IReadOnlyList<double?> High,
    IReadOnlyList<int> Counts, int Seeds, int Whole)
{
    /// <summary>Creates the curve of a metric; null if no epoch has the metric.</summary>
    public static MetricCurve? Create(IReadOnlyList<IReadOnlyList<EpochReport>> trials, TrialMetric metric)
    {
        var seeds = trials
            .Select(trial => trial.Select(report => (report.Epoch, Value: report.Value(metric)))
                .Where(point => point.Value is { } value && double.IsFinite(value))
                .ToArray())
            .Where(trial => trial.Length > 0)
            .ToArray();
        var epochs = seeds.SelectMany(trial => trial)
            .GroupBy(point => point.Epoch, point => point.Value!.Value)
            .OrderBy(epoch => epoch.Key)
            .ToArray();
        return epochs.Length == 0 ? null : new(
            [.. epochs.Select(epoch => epoch.Key)],
            [.. epochs.Select(epoch => ChartNumber.Round(epoch.Average()))],
            [.. epochs.Select(epoch => ChartNumber.Round(epoch.Min()))],
            [.. epochs.Select(epoch => ChartNumber.Round(epoch.Max()))],
            [.. epochs.Select(epoch => epoch.Count())],
            seeds.Length,
            epochs.TakeWhile(epoch => epoch.Count() == seeds.Length).Count());
    }
}

/// <summary>The epochs of a configuration's trials, by seed.</summary>
public sealed record ConfigurationEpochs(string Name, IReadOnlyList<IReadOnlyList<EpochReport>> Trials);
