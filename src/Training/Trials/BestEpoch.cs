using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Trials;

/// <summary>Follows one metric over the epochs, as Keras' <c>EarlyStopping</c> and <c>ModelCheckpoint</c> do. It depends on the reports
/// alone, so that a resumed trial restores it by replaying them.</summary>
/// <param name="minimumDelta">Improvements of at most this don't count.</param>
/// <param name="isReversed">Whether a loss improves by rising, or an accuracy by falling.</param>
public sealed class BestEpoch(Metric metric, double minimumDelta, bool isReversed)
{
    private readonly bool _minimizes = metric.IsLoss() != isReversed;

    private double _best = metric.IsLoss() != isReversed ? double.PositiveInfinity : double.NegativeInfinity;

    /// <summary>The best epoch so far, from 1; 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Number of epochs since the best one.</summary>
    public int Waited { get; private set; }

    /// <summary>Adds an epoch; true if it is the new best.</summary>
    public bool Improves(EpochReport report)
    {
        var value = report.Value(metric) ?? throw new ArgumentException($"Epoch {report.Epoch} has no {metric.Name()}.", nameof(report));
        var improved = _minimizes ? value < _best - minimumDelta : value > _best + minimumDelta;
        if (!improved && Epoch != 0)
        {
            Waited++;
            return false;
        }

        (_best, Epoch, Waited) = (value, report.Epoch, 0);
        return true;
    }
}
