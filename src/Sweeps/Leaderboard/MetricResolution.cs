using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>How finely the metrics of a sweep are measured, and so how much of their variance over seeds their steps hide.</summary>
/// <remarks>
/// An accuracy over n images is a count over n: it comes in steps of 1 / n, and what is counted may lie up to half a step to either side.
/// An error that is uniform over a step has the variance 1 / (12 n²), and the difference of two such figures 1 / (6 n²) (W. F. Sheppard,
/// "On the calculation of the most probable values of frequency-constants", Proceedings of the London Mathematical Society 29, 1898). This
/// is added to the variance that seeds show, so that seeds which agree by chance make nothing certain. A loss has no such step.
/// </remarks>
public sealed class MetricResolution
{
    private readonly SweepSpec _spec;
    private readonly FinalMetrics[] _finals;

    private MetricResolution(SweepSpec spec, FinalMetrics[] finals) => (_spec, _finals) = (spec, finals);

    /// <summary>The resolution from the sizes of the spec's data set and split, or from the recorded values if the sizes are only in its
    /// files.</summary>
    /// <param name="trials">Recorded trials of the sweep; those that succeeded count.</param>
    public static MetricResolution FromTrials(SweepSpec spec, IEnumerable<TrialRecord> trials) =>
        new(spec, [.. trials.Select(trial => trial.Final).OfType<FinalMetrics>()]);

    /// <summary>The variance that the steps of the metric hide; 0 for a loss, and if the number of images is unknown.</summary>
    public double RoundingVariance(Metric metric) =>
        metric.IsLoss() || Images(metric) is not { } images ? 0 : 1 / (12.0 * images * images);

    /// <summary>The number of images that an accuracy is measured on, or a divisor of it that its values imply; null if it is
    /// unknown.</summary>
    private long? Images(Metric metric) => metric switch
    {
        Metric.TrainAccuracy => _finals.Select(final => (long?)final.Report.Samples).Where(samples => samples > 0).Min()
            ?? Recorded(final => final.Report.TrainAccuracy),
        Metric.ValidationAccuracy => ValidationImages() ?? Recorded(final => final.Report.ValidationAccuracy),
        Metric.TestAccuracy => DatasetSize.Parse(_spec.Data.Dataset)?.Test ?? Recorded(final => final.TestAccuracy),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not an accuracy."),
    };

    private long? ValidationImages()
    {
        var split = _spec.Data.Split;
        return split.Kind switch
        {
            SplitKind.First or SplitKind.Last => split.Count,
            SplitKind.Fraction when DatasetSize.Parse(_spec.Data.Dataset) is { } size
                && split.ValidationCount(size.Train) is > 0 and var count => count,
            _ => null,
        };
    }

    private long? Recorded(Func<FinalMetrics, double?> accuracy) =>
        CommonDenominator.FromQuotients(_finals.Select(accuracy).OfType<double>());
}
