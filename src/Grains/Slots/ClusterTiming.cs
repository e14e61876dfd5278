namespace SweepCluster.Grains.Slots;

/// <summary>Intervals and timeouts of the control plane.</summary>
public sealed record ClusterTiming
{
    /// <summary>Interval at which a slot sends its reports; news are sent sooner.</summary>
    public TimeSpan SlotTurn { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Interval at which a sweep checks its leases, limits and requests. A lease expires after <see cref="LeaseTimeoutTicks"/> of
    /// these without a report; a lease held by a silo that has been declared dead expires at once.</summary>
    public TimeSpan SweepTick { get; init; } = TimeSpan.FromMilliseconds(500);

    public int LeaseTimeoutTicks { get; init; } = 60;

    /// <summary>Ticks without a report after which a lease expires whose trial was running when the sweep moved to another silo.</summary>
    public int AdoptionTimeoutTicks { get; init; } = 8;

    /// <summary>Interval at which unfinished sweeps are looked for and resumed.</summary>
    public TimeSpan Watchdog { get; init; } = TimeSpan.FromSeconds(5);
}
