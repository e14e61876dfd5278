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

/// <summary>A slot as its grain sees it. No method blocks or trains on the caller's thread.</summary>
public interface ITrainingSlot
{
    Accelerator Accelerator { get; }

    /// <summary>The model of the GPU or CPU, for people.</summary>
    string Device { get; }

    /// <summary>Number of trials that the slot should hold now, so that it has work until its grain's next turn; at least 1.</summary>
    int Capacity { get; }

    void Enqueue(IReadOnlyList<TrialLease> leases);

    /// <summary>Requests a trial's end at a checkpoint; does nothing if the trial has ended or was never enqueued.</summary>
    void Interrupt(SlotAttempt attempt);

    /// <summary>Takes everything that has happened since the last call, in order.</summary>
    IReadOnlyList<SlotNews> TakeNews();

    /// <summary>The progress of a running trial.</summary>
    (TrialProgress Progress, double SamplesPerSecond) ProgressOf(SlotAttempt attempt);
}

/// <summary>One attempt of one trial of any sweep.</summary>
public readonly record struct SlotAttempt(string SweepId, TrialAttempt Attempt)
{
    public static SlotAttempt FromLease(TrialLease lease) => new(lease.SweepId, new(lease.Trial, lease.Attempt));
}

/// <summary>Something that happened to a trial on a slot.</summary>
public abstract record SlotNews(SlotAttempt Attempt)
{
    public sealed record EpochCompleted(SlotAttempt Attempt, EpochReport Report) : SlotNews(Attempt);

    /// <param name="Busy">Slot time that the trial used.</param>
    /// <param name="Refusal">A failure of the machine; the outcome is an interruption then.</param>
    public sealed record Ended(SlotAttempt Attempt, TrialOutcome Outcome, TimeSpan Busy, SweepException? Refusal) : SlotNews(Attempt)
    {
        /// <summary>See <see cref="TrialProgress.RestoredEpochs"/>.</summary>
        public double RestoredEpochs { get; init; }
    }
}
