namespace SweepCluster.Grains.Slots;

/// <summary>The paces of the control plane.</summary>
public sealed record ClusterTiming
{
    /// <summary>How often a slot carries its reports on; news wake it sooner.</summary>
    public TimeSpan SlotTurn { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a sweep looks at its leases, limits and requests. A lease is lost after
    /// <see cref="LeasePatience"/> of these without a word; that of a silo known to be dead at once.</summary>
    public TimeSpan SweepTick { get; init; } = TimeSpan.FromMilliseconds(500);

    public int LeasePatience { get; init; } = 60;

    /// <summary>The same for trials that were running when the sweep came up on another silo, until their slots have spoken.</summary>
    public int AdoptionPatience { get; init; } = 8;

    /// <summary>How often unfinished sweeps are looked for, to be taken up.</summary>
    public TimeSpan Watchdog { get; init; } = TimeSpan.FromSeconds(5);
}
