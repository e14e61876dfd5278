using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Trains one trial at a time on the calling thread. Implementations are used by several threads at once.</summary>
public interface ITrainer
{
    /// <summary>Trains the leased trial to its end. Continues from the checkpoint in the lease's folder, if there is one, and then reports
    /// its epochs again. Divergence is an outcome; so is a failure that concerns this trial alone. A failure of the machine (a full disk, a
    /// missing data set) is thrown as <see cref="SweepException"/>.</summary>
    /// <param name="stop">Requests a checkpoint and the trial's end; the trainer obeys within milliseconds rather than epochs.</param>
    TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop);
}

/// <summary>Receives the reports of a running trial, on the trainer's thread.</summary>
public interface ITrialObserver
{
    /// <summary>Receives a finished epoch; false stops the trial as interrupted.</summary>
    bool EpochCompleted(EpochReport report);

    /// <summary>Receives the position from which a checkpoint lets the trial continue, before the reports of the epochs up to it. It is not
    /// called for a trial that starts from scratch.</summary>
    /// <param name="epochs">Number of epochs that are not trained again, with the fraction of the epoch within which training
    /// continues.</param>
    void Restored(double epochs);

    /// <summary>Receives the position within the epoch, several times a second at most; it is never recorded.</summary>
    void Progress(in TrialProgress progress);
}

/// <summary>The position of a trial within its epoch.</summary>
/// <param name="Epoch">1-based number of the epoch.</param>
/// <param name="Samples">Number of images trained on in this epoch so far, out of <paramref name="SamplesPerEpoch"/>.</param>
/// <param name="Loss">Running mean over the epoch.</param>
/// <param name="Accuracy">Running mean over the epoch.</param>
[GenerateSerializer, Immutable, Alias("trial-progress")]
public readonly record struct TrialProgress(
    [property: Id(0)] int Epoch,
    [property: Id(1)] int Samples,
    [property: Id(2)] int SamplesPerEpoch,
    [property: Id(3)] double Loss,
    [property: Id(4)] double Accuracy)
{
    /// <summary>Number of epochs, with a fraction, that this attempt took from a checkpoint instead of training them.</summary>
    [Id(5)] public double RestoredEpochs { get; init; }
}
