using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Estimates;

/// <summary>A trial that is trained only to measure its speed, and stops when that is done.</summary>
/// <param name="lease">What is trained.</param>
/// <param name="isOver">Whether the measurement has lasted long enough.</param>
/// <param name="stop">Cancels the measurement.</param>
internal sealed class CalibratedTrial(TrialLease lease, Func<bool> isOver, CancellationToken stop) : IPackedTrial
{
    private readonly List<EpochReport> _epochs = [];

    public TrialLease Lease => lease;

    public CancellationToken Stop => stop;

    public void Restored(double epochs)
    {
    }

    public bool EpochCompleted(EpochReport report)
    {
        _epochs.Add(report);
        return _epochs.Count < 3 || !isOver();
    }

    public void Progress(in TrialProgress progress)
    {
    }

    public void Ended(TrialOutcome outcome)
    {
    }

    /// <summary>The median over the epochs; null if there are too few.</summary>
    /// <param name="warmUp">Number of first epochs that don't count.</param>
    public double? SecondsPerImage(int warmUp)
    {
        var speeds = _epochs.Skip(warmUp).Where(epoch => epoch.Samples > 0).Select(epoch => epoch.Seconds / epoch.Samples).Order().ToList();
        return speeds.Count == 0 ? null : speeds[speeds.Count / 2];
    }
}
