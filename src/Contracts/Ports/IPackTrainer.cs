using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>A trainer that can take several trials at once on the calling thread, because they share minibatches or kernels. A trial's
/// result does not depend on the other trials in its pack.</summary>
public interface IPackTrainer : ITrainer
{
    /// <summary>Which trials may be packed with this one, and how many. It must be cheap: it is called for every queued trial.</summary>
    PackRule PackOf(TrialLease lease);

    /// <summary>Trains the trials to their ends, each as <see cref="ITrainer.Train"/> does. Trials end one by one; all have ended on
    /// return. A failure of the machine is thrown as <see cref="SweepException"/>, and the caller treats the trials that have not ended by
    /// then as interrupted. After any other exception the caller trains those trials one by one, so that only the trial that caused it
    /// fails.</summary>
    /// <param name="trials">At least one; all have the same <see cref="PackRule.Key"/>.</param>
    void TrainPack(IReadOnlyList<IPackedTrial> trials);
}

/// <summary>Trials of equal keys may be trained together.</summary>
/// <param name="Key">Compared by value; null if packing the trial gains nothing.</param>
/// <param name="MaxTrials">Maximum number of trials in a pack; 1 where <paramref name="Key"/> is null.</param>
public readonly record struct PackRule(object? Key, int MaxTrials)
{
    /// <summary>The rule of a trial that gains nothing by being packed.</summary>
    public static PackRule Alone => new(null, 1);
}

/// <summary>A trial of a pack, and the observer of its progress and end.</summary>
public interface IPackedTrial : ITrialObserver
{
    TrialLease Lease { get; }

    /// <summary>Requests a checkpoint and the end of this trial alone.</summary>
    CancellationToken Stop { get; }

    /// <summary>Receives the trial's end; called exactly once, on the trainer's thread.</summary>
    void Ended(TrialOutcome outcome);
}
