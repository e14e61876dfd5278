namespace SweepCluster.Sweeps.Running;

/// <summary>Computes how many trials to lease beyond those on the slots, so that no slot waits for the next lease: none for long trials;
/// for very short ones, as many as the slots train within the horizon.</summary>
/// <param name="horizon">Slot time for which trials are leased ahead; longer than a lease takes.</param>
/// <param name="maxPerSlot">Maximum number of trials per slot.</param>
public sealed class LeaseAhead(int slots, TimeSpan horizon, int maxPerSlot)
{
    private const double Weight = 1.0 / 16;

    /// <summary>Slot time for which trials are leased ahead.</summary>
    public TimeSpan Horizon => horizon;

    /// <summary>Maximum depth.</summary>
    public int MaxDepth => slots * maxPerSlot;

    /// <summary>Mean slot time of a trial in seconds; 0 before the first one has ended.</summary>
    public double MeanSeconds { get; private set; }

    /// <summary>Number of trials to keep queued.</summary>
    public int Depth { get; private set; }

    /// <param name="busy">Slot time of a trial; 0 is ignored.</param>
    public void Observe(TimeSpan busy)
    {
        if (busy > TimeSpan.Zero)
            MeanSeconds = MeanSeconds == 0 ? busy.TotalSeconds : MeanSeconds + (Weight * (busy.TotalSeconds - MeanSeconds));
    }

    /// <summary>Grows the depth to twice its value at most, so that one short trial doesn't fill the queue; shrinks it at once.</summary>
    public void Adapt()
    {
        var wanted = MeanSeconds == 0 ? 0 : slots * Math.Min(maxPerSlot, horizon.TotalSeconds / MeanSeconds);
        Depth = (int)Math.Min(wanted, (2 * Depth) + slots);
    }
}
