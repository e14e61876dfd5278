using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Trials;

/// <summary>The figures of one finished epoch. The same epoch reported twice has the same bits, except for its duration.</summary>
/// <param name="Epoch">1-based number of the epoch.</param>
/// <param name="TrainLoss">Mean over the epoch's samples when they were trained on (Keras' running mean).</param>
/// <param name="LearningRate">Learning rate of the epoch's last step.</param>
/// <param name="Seconds">Duration of training and validation of this epoch, in seconds.</param>
/// <param name="Samples">Number of images trained on.</param>
[GenerateSerializer, Immutable, Alias("epoch-report")]
public sealed record EpochReport(
    [property: Id(0)] int Epoch,
    [property: Id(1)] double TrainLoss,
    [property: Id(2)] double TrainAccuracy,
    [property: Id(3)] double? ValidationLoss,
    [property: Id(4)] double? ValidationAccuracy,
    [property: Id(5)] double LearningRate,
    [property: Id(6)] double Seconds,
    [property: Id(7)] int Samples)
{
    /// <summary>The metric's value in this epoch; null for test metrics and for validation metrics without a split.</summary>
    public double? Value(Metric metric) => metric switch
    {
        Metric.TrainLoss => TrainLoss,
        Metric.TrainAccuracy => TrainAccuracy,
        Metric.ValidationLoss => ValidationLoss,
        Metric.ValidationAccuracy => ValidationAccuracy,
        Metric.TestLoss or Metric.TestAccuracy => null,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Unknown metric."),
    };
}
