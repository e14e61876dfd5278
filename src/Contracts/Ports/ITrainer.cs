using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Trains one trial at a time on the calling thread. Implementations are used by several threads at once.</summary>
public interface ITrainer
{
    /// <summary>Runs the lease to its end. Continues from the checkpoint in the lease's folder, if there is one, and then
    /// reports its epochs again. Divergence is an outcome; so is a failure that concerns this trial alone. What concerns the
    /// machine (no room on the disk, no data set) is thrown as <see cref="SweepException"/>.</summary>
    /// <param name="stop">Asks for a checkpoint and an end, in milliseconds rather than epochs.</param>
    TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop);
}

/// <summary>Hears of a running trial, on the trainer's thread.</summary>
public interface ITrialObserver
{
    /// <summary>A finished epoch; false stops the trial as interrupted.</summary>
    bool EpochCompleted(EpochReport report);

    /// <summary>A hint of where the trial is, several times a second at most; never recorded.</summary>
    void Progress(in TrialProgress progress);
}

/// <summary>Where a trial is within its epoch.</summary>
/// <param name="Epoch">1-based.</param>
/// <param name="Samples">Images trained on in this epoch so far, out of <paramref name="SamplesPerEpoch"/>.</param>
/// <param name="Loss">Running mean of the epoch.</param>
/// <param name="Accuracy">Running mean of the epoch.</param>
[GenerateSerializer, Immutable, Alias("trial-progress")]
public readonly record struct TrialProgress(
    [property: Id(0)] int Epoch,
    [property: Id(1)] int Samples,
    [property: Id(2)] int SamplesPerEpoch,
    [property: Id(3)] double Loss,
    [property: Id(4)] double Accuracy);
