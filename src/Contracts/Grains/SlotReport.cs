using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>What a slot tells a sweep, a few times a second.</summary>
/// <param name="Slot">The slot's key: its silo and number.</param>
/// <param name="Sequence">Rises with every call of the slot to this sweep: a delayed older call is ignored.</param>
/// <param name="Room">Leases it would take beyond those in <paramref name="Trials"/>; 0: none.</param>
/// <param name="Trials">Every trial of the sweep that the slot holds, with news or without: to be named is to be renewed.</param>
[GenerateSerializer, Immutable, Alias("slot-report")]
public sealed record SlotReport(
    [property: Id(0)] string Slot,
    [property: Id(1)] long Sequence,
    [property: Id(2)] int Room,
    [property: Id(3)] EquatableArray<TrialReport> Trials);

/// <summary>News of one attempt.</summary>
/// <param name="Epochs">Finished since the last report that was answered, in order.</param>
/// <param name="Outcome">Set once it ended.</param>
/// <param name="Refusal">What concerns the machine rather than the trial (a full disk, a missing data set): the sweep pauses.</param>
/// <param name="Progress">Its latest hint.</param>
/// <param name="SamplesPerSecond">Over the last second or so.</param>
[GenerateSerializer, Immutable, Alias("trial-report")]
public sealed record TrialReport(
    [property: Id(0)] long Trial,
    [property: Id(1)] int Attempt,
    [property: Id(2)] EquatableArray<EpochReport> Epochs,
    [property: Id(3)] TrialOutcome? Outcome,
    [property: Id(4)] string? Refusal,
    [property: Id(5)] TrialProgress Progress,
    [property: Id(6)] double SamplesPerSecond);

/// <summary>A sweep's answer to a slot.</summary>
/// <param name="Leases">To start; those of an answer that got lost come again.</param>
/// <param name="Stop">To end at a checkpoint: paused, cancelled, or no longer theirs.</param>
/// <param name="Late">The report was older than one that has been heard: nothing of it was.</param>
[GenerateSerializer, Immutable, Alias("slot-orders")]
public sealed record SlotOrders(
    [property: Id(0)] EquatableArray<TrialLease> Leases,
    [property: Id(1)] EquatableArray<TrialAttempt> Stop,
    [property: Id(2)] bool Late = false);

/// <summary>One attempt of one trial of a sweep.</summary>
[GenerateSerializer, Immutable, Alias("trial-attempt")]
public readonly record struct TrialAttempt([property: Id(0)] long Trial, [property: Id(1)] int Attempt);

/// <summary>What a sweep on a cluster is doing at one moment.</summary>
/// <param name="IsHeld">Trials may be running, or will be.</param>
/// <param name="Failure">What of a machine stopped it although it has work left; null when nothing did.</param>
[GenerateSerializer, Immutable, Alias("sweep-standing")]
public sealed record SweepStanding(
    [property: Id(0)] SweepSnapshot Snapshot,
    [property: Id(1)] bool IsHeld,
    [property: Id(2)] string? Failure);
