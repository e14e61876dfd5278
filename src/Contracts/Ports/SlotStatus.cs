using SweepCluster.Model;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Contracts.Ports;

/// <summary>A slot and what it is doing.</summary>
/// <param name="Device">The model of the GPU or CPU, for people.</param>
[GenerateSerializer, Immutable, Alias("slot-status")]
public sealed record SlotStatus(
    [property: Id(0)] string Slot,
    [property: Id(1)] Accelerator Accelerator,
    [property: Id(2)] string Device,
    [property: Id(3)] bool Draining,
    [property: Id(4)] EquatableArray<SlotTrialStatus> Trials);

/// <summary>A trial on a slot.</summary>
/// <param name="EpochTarget">Null if the slot does not report it.</param>
/// <param name="SamplesPerSecond">Null if the slot does not report it.</param>
[GenerateSerializer, Immutable, Alias("slot-trial")]
public sealed record SlotTrialStatus(
    [property: Id(0)] string SweepId,
    [property: Id(1)] long Trial,
    [property: Id(2)] int Attempt,
    [property: Id(3)] TrialProgress Progress,
    [property: Id(4)] int? EpochTarget = null,
    [property: Id(5)] double? SamplesPerSecond = null);
