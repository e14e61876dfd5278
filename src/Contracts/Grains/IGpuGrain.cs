using Orleans.Concurrency;

namespace SweepCluster.Contracts.Grains;

/// <summary>One training slot, of an accelerator or of a CPU; its key is <see cref="SlotKey"/>, and it lives on the silo that the key
/// names. It pulls leases as its slot has room, and carries reports back.</summary>
[Alias("slot")]
public interface IGpuGrain : IGrainWithStringKey
{
    /// <summary>Starts the slot's turns; does nothing if they have started.</summary>
    [Alias("start")]
    Task StartAsync();

    /// <summary>Announces that the slot has news. It is a hint: without it, the news travel a little later.</summary>
    [OneWay, Alias("wake")]
    Task WakeAsync();

    /// <summary>Takes no more leases, ends the trials at a checkpoint and hands their leases back. Answers once none is left.</summary>
    [ResponseTimeout("00:15:00"), Alias("drain")]
    Task DrainAsync();
}

/// <summary>The key of a slot's grain: the silo's address, with its generation, and the slot's number on it.</summary>
public readonly record struct SlotKey(string Silo, int Slot)
{
    public override string ToString() => FormattableString.Invariant($"{Silo}/{Slot}");

    /// <exception cref="FormatException"><paramref name="key"/> is not the key of a slot.</exception>
    public static SlotKey Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash > 0 && int.TryParse(key.AsSpan(slash + 1), out var slot)
            ? new(key[..slash], slot)
            : throw new FormatException($"'{key}' is not the key of a slot: SILO/NUMBER.");
    }
}
