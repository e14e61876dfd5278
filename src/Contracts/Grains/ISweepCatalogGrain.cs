using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>The one list (key 0) of the sweeps that want slots and of the slots there are. It divides slots among sweeps.</summary>
[Alias("sweep-catalog")]
public interface ISweepCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Records a new sweep and starts running it.</summary>
    [Alias("submit")]
    Task<SweepRecord> SubmitAsync(SweepSubmission submission);

    /// <summary>A sweep has work, or has none any more.</summary>
    [Alias("declare")]
    Task DeclareAsync(SweepDemand demand);

    /// <summary>The sweeps that a slot should ask for leases, in order.</summary>
    [Alias("next")]
    Task<EquatableArray<string>> NextAsync(SlotAsk ask);

    /// <summary>Slots heard of within the last seconds, by key.</summary>
    [Alias("slots")]
    Task<EquatableArray<SlotStatus>> SlotsAsync();
}

/// <summary>What a sweep wants.</summary>
/// <param name="Wants">Whether it has trials to hand out.</param>
/// <param name="Priority">A higher one goes first.</param>
/// <param name="Weight">Its share among those of the same priority.</param>
[GenerateSerializer, Immutable, Alias("sweep-demand")]
public sealed record SweepDemand(
    [property: Id(0)] string SweepId,
    [property: Id(1)] bool Wants,
    [property: Id(2)] Accelerator Accelerator,
    [property: Id(3)] int Priority,
    [property: Id(4)] double Weight);

/// <summary>A slot that looks for work, or tells that it is busy.</summary>
/// <param name="Room">Leases it would take.</param>
/// <param name="Used">Slot time since the last ask, by sweep.</param>
[GenerateSerializer, Immutable, Alias("slot-ask")]
public sealed record SlotAsk(
    [property: Id(0)] SlotStatus Status,
    [property: Id(1)] int Room,
    [property: Id(2)] EquatableArray<SweepUse> Used);

/// <summary>Slot time that went into a sweep.</summary>
/// <param name="Ended">Trials that ended in it.</param>
[GenerateSerializer, Immutable, Alias("sweep-use")]
public sealed record SweepUse([property: Id(0)] string SweepId, [property: Id(1)] double Seconds, [property: Id(2)] int Ended);
