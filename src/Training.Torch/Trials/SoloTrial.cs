using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>A trial that is trained alone, as a pack of one.</summary>
internal sealed class SoloTrial(TrialLease lease, ITrialObserver observer, CancellationToken stop) : IPackedTrial
{
    public TrialLease Lease { get; } = lease;

    public CancellationToken Stop { get; } = stop;

    public TrialOutcome? Outcome { get; private set; }

    public bool EpochCompleted(EpochReport report) => observer.EpochCompleted(report);

    public void Restored(double epochs) => observer.Restored(epochs);

    public void Progress(in TrialProgress progress) => observer.Progress(progress);

    public void Ended(TrialOutcome outcome) => Outcome = outcome;
}
