using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>A trainer that can take several trials at once on the calling thread, because they share minibatches or kernels.
/// What a trial comes to doesn't depend on its company.</summary>
public interface IPackTrainer : ITrainer
{
    /// <summary>With which others, and how many, the trial gains by being trained. Cheap: asked for every queued trial.</summary>
    PackRule PackOf(TrialLease lease);

    /// <summary>Trains the trials to their ends, as <see cref="ITrainer.Train"/> does each. Trials end one by one; all have
    /// ended on return. What concerns the machine is thrown as <see cref="SweepException"/>, and the caller takes those that
    /// have not ended by then for interrupted. After any other exception the caller trains those one by one, so that the one
    /// that is to blame fails alone.</summary>
    /// <param name="trials">At least one, all of one <see cref="PackRule.Key"/>.</param>
    void TrainPack(IReadOnlyList<IPackedTrial> trials);
}

/// <summary>Trials of equal keys may be trained together.</summary>
/// <param name="Key">Compared by value; null: the trial gains nothing by company.</param>
/// <param name="MaxTrials">Trials a pack should have at most; 1 where <paramref name="Key"/> is null.</param>
public readonly record struct PackRule(object? Key, int MaxTrials)
{
    /// <summary>A trial that gains nothing by company.</summary>
    public static PackRule Alone => new(null, 1);
}

/// <summary>A trial of a pack, and who hears of it.</summary>
public interface IPackedTrial : ITrialObserver
{
    TrialLease Lease { get; }

    /// <summary>Asks for a checkpoint and an end of this trial alone.</summary>
    CancellationToken Stop { get; }

    /// <summary>Called exactly once, on the trainer's thread.</summary>
    void Ended(TrialOutcome outcome);
}
