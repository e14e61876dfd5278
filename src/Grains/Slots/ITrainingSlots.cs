using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Grains.Slots;

/// <summary>The slots of this silo, which train on threads of their own.</summary>
public interface ITrainingSlots
{
    ITrainingSlot this[int slot] { get; }
}

/// <summary>A slot as its grain sees it. Nothing here blocks or trains on the caller's thread.</summary>
public interface ITrainingSlot
{
    Accelerator Accelerator { get; }

    /// <summary>For people: the model of the GPU or CPU.</summary>
    string Device { get; }

    /// <summary>Trials it would hold now, so that it doesn't run dry before its grain's next turn; at least 1.</summary>
    int Capacity { get; }

    void Enqueue(IReadOnlyList<TrialLease> leases);

    /// <summary>Asks a trial to end at a checkpoint; one that has ended, or never came, is no matter.</summary>
    void Interrupt(SlotAttempt attempt);

    /// <summary>Everything that happened since the last call, in order.</summary>
    IReadOnlyList<SlotNews> TakeNews();

    /// <summary>Where a running trial is.</summary>
    (TrialProgress Progress, double SamplesPerSecond) ProgressOf(SlotAttempt attempt);
}

/// <summary>An attempt, whatever its sweep.</summary>
public readonly record struct SlotAttempt(string SweepId, TrialAttempt Attempt)
{
    public static SlotAttempt FromLease(TrialLease lease) => new(lease.SweepId, new(lease.Trial, lease.Attempt));
}

/// <summary>Something that happened to a trial on a slot.</summary>
public abstract record SlotNews(SlotAttempt Attempt)
{
    public sealed record EpochCompleted(SlotAttempt Attempt, EpochReport Report) : SlotNews(Attempt);

    /// <param name="Busy">Slot time it took.</param>
    /// <param name="Refusal">What concerns the machine, in which case the outcome is an interruption.</param>
    public sealed record Ended(SlotAttempt Attempt, TrialOutcome Outcome, TimeSpan Busy, SweepException? Refusal) : SlotNews(Attempt);
}
