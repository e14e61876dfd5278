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

    /// <summary>Records whether a sweep has work.</summary>
    [Alias("declare")]
    Task DeclareAsync(SweepDemand demand);

    /// <summary>Records what a slot does, and returns the sweeps from which it should request leases, in order.</summary>
    [Alias("next")]
    Task<EquatableArray<string>> NextAsync(SlotRequest request);

    /// <summary>The slots that have reported within the last seconds, by key.</summary>
    [Alias("slots")]
    Task<EquatableArray<SlotStatus>> SlotsAsync();
}

/// <summary>A sweep's demand for slots.</summary>
/// <param name="Wants">Whether the sweep has trials to lease.</param>
/// <param name="Priority">A sweep of higher priority is served first.</param>
/// <param name="Weight">The sweep's share among the sweeps of the same priority.</param>
[GenerateSerializer, Immutable, Alias("sweep-demand")]
public sealed record SweepDemand(
    [property: Id(0)] string SweepId,
    [property: Id(1)] bool Wants,
    [property: Id(2)] Accelerator Accelerator,
    [property: Id(3)] int Priority,
    [property: Id(4)] double Weight);

/// <summary>A slot's request for work; with no room, its report that it is busy.</summary>
/// <param name="Room">Number of leases that the slot would take.</param>
/// <param name="Used">Slot time since the last request, by sweep.</param>
[GenerateSerializer, Immutable, Alias("slot-ask")]
public sealed record SlotRequest(
    [property: Id(0)] SlotStatus Status,
    [property: Id(1)] int Room,
    [property: Id(2)] EquatableArray<SweepUse> Used);

/// <summary>Slot time that a sweep has used.</summary>
/// <param name="Ended">Number of trials that ended in this time.</param>
[GenerateSerializer, Immutable, Alias("sweep-use")]
public sealed record SweepUse([property: Id(0)] string SweepId, [property: Id(1)] double Seconds, [property: Id(2)] int Ended);
