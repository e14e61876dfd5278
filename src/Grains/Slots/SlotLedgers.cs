using System.Collections.Concurrent;

namespace SweepCluster.Grains.Slots;

/// <summary>The ledgers of this silo's slots, by the slot's key.</summary>
internal sealed class SlotLedgers
{
    private readonly ConcurrentDictionary<string, SlotLedger> _ledgers = new(StringComparer.Ordinal);

    public SlotLedger this[string slot] => _ledgers.GetOrAdd(slot, _ => new());
}
