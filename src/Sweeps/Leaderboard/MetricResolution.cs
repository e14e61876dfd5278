using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The resolution of a sweep's metrics, and the minimum standard deviation over seeds that follows from it.</summary>
/// <remarks>
/// An accuracy over n images is a count over n: figures that are equal as counts may differ by up to one step, 1 / n, before they are
/// counted. The sample standard deviation of values within an interval of width w is at most w / √2, which two values at its ends have
/// (Popoviciu, "Sur les équations algébriques ayant toutes leurs racines réelles", Mathematica 9, 1935). So seeds that agree are treated as
/// two seeds that differ by one image: their standard deviation counts as at least 1 / (n √2). A loss has no such step.
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

    /// <summary>The minimum standard deviation of the metric over seeds; 0 for a loss, and if the number of images is unknown.</summary>
    public double MinDeviation(Metric metric) => metric.IsLoss() || Images(metric) is not { } images ? 0 : 1 / (images * Math.Sqrt(2));

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
