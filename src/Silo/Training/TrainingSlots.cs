using SweepCluster.Contracts.Grains;
using SweepCluster.Grains.Slots;
using SweepCluster.Model.Configurations;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Training;

/// <summary>The slots of this silo, with their threads.</summary>
internal sealed class TrainingSlots : ITrainingSlots, IDisposable
{
    private readonly Lazy<SiloSlot[]> _slots;

    public TrainingSlots(SiloSetup setup, ILocalSiloDetails silo, IGrainFactory grains, DecisionLog log, TimeProvider time)
    {
        var address = silo.SiloAddress.ToParsableString();
        Keys = [.. Enumerable.Range(0, setup.Slots).Select(slot => new SlotKey(address, slot).ToString())];
        var trace = SweepTrace.OfTrials(time);
        var isolation = new IsolationGate();
        _slots = new(() => [.. Keys.Select((key, number) => Create(key, number))]);
        (setup.Meter.Slots, setup.Meter.Accelerator) = (Figures, AcceleratorNames.Name(setup.Accelerator));

        SiloSlot Create(string key, int number)
        {
            var grain = grains.GetGrain<IGpuGrain>(key);
            var device = setup.Trainers.DeviceOf(number) is { } name ? $"{setup.Device}, {name}" : setup.Device;
            return new(number, setup.Accelerator, device, setup.Trainers, trace, isolation, log, time, () => _ = grain.WakeAsync());
        }
    }

    /// <summary>The keys of the slots' grains.</summary>
    public IReadOnlyList<string> Keys { get; }

    public ITrainingSlot this[int slot] => _slots.Value[slot];

    private SlotSample[] Figures() => _slots.IsValueCreated
        ? [.. _slots.Value.Select(slot => slot.Figures())]
        : [.. Keys.Select((_, number) => new SlotSample(number, 0, 0, 0))];

    /// <summary>Lets each thread end after its current trial, and waits for them.</summary>
    public void Dispose()
    {
        if (!_slots.IsValueCreated)
            return;
        foreach (var slot in _slots.Value)
            slot.Dispose();
    }
}
