using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A slot's report to a sweep, sent a few times a second.</summary>
/// <param name="Slot">The slot's key: its silo and number.</param>
/// <param name="Sequence">Rises with every call of the slot to this sweep, so that a delayed older call is ignored.</param>
/// <param name="Room">Number of leases that the slot would take beyond its <paramref name="Trials"/>.</param>
/// <param name="Trials">Every trial of the sweep that the slot holds, with news or without: each one's lease is renewed.</param>
[GenerateSerializer, Immutable, Alias("slot-report")]
public sealed record SlotReport(
    [property: Id(0)] string Slot,
    [property: Id(1)] long Sequence,
    [property: Id(2)] int Room,
    [property: Id(3)] EquatableArray<TrialReport> Trials);

/// <summary>A report of one attempt.</summary>
/// <param name="Epochs">Epochs finished since the last report that was answered, in order.</param>
/// <param name="Outcome">Set once the attempt has ended.</param>
/// <param name="Refusal">A failure of the machine rather than the trial (a full disk, a missing data set), which pauses the sweep.</param>
/// <param name="Progress">The latest progress within the epoch.</param>
/// <param name="SamplesPerSecond">Mean over about the last second.</param>
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
/// <param name="Leases">Trials to start; those of an answer that was lost are repeated.</param>
/// <param name="Stop">Attempts to end at a checkpoint, because the sweep is paused or cancelled or the slot no longer holds their
/// leases.</param>
/// <param name="Late">Whether the report was older than one already received, and was dropped.</param>
[GenerateSerializer, Immutable, Alias("slot-orders")]
public sealed record SlotOrders(
    [property: Id(0)] EquatableArray<TrialLease> Leases,
    [property: Id(1)] EquatableArray<TrialAttempt> Stop,
    [property: Id(2)] bool Late = false);

/// <summary>One attempt of one trial of a sweep.</summary>
[GenerateSerializer, Immutable, Alias("trial-attempt")]
public readonly record struct TrialAttempt([property: Id(0)] long Trial, [property: Id(1)] int Attempt);

/// <summary>The state of a sweep on a cluster at one moment.</summary>
/// <param name="IsHeld">Whether trials may be running or will be.</param>
/// <param name="Failure">The failure of a machine that stopped the sweep although it has work left; null if there was none.</param>
[GenerateSerializer, Immutable, Alias("sweep-standing")]
public sealed record SweepStanding(
    [property: Id(0)] SweepSnapshot Snapshot,
    [property: Id(1)] bool IsHeld,
    [property: Id(2)] string? Failure);
