namespace SweepCluster.Sweeps.Running;

/// <summary>How many trials to lease beyond those on the slots, so that no slot waits for the next lease. None while trials take long;
/// for very short ones, as many as the slots train within the horizon.</summary>
/// <param name="horizon">How far ahead: longer than a lease takes.</param>
/// <param name="maxPerSlot">Maximum number of trials per slot.</param>
public sealed class LeaseAhead(int slots, TimeSpan horizon, int maxPerSlot)
{
    private const double Weight = 1.0 / 16;

    /// <summary>How far ahead trials are leased.</summary>
    public TimeSpan Horizon => horizon;

    /// <summary>Maximum depth.</summary>
    public int MaxDepth => slots * maxPerSlot;

    /// <summary>Mean slot time of a trial in seconds; 0 before the first one has ended.</summary>
    public double MeanSeconds { get; private set; }

    /// <summary>Trials to keep queued.</summary>
    public int Depth { get; private set; }

    /// <param name="busy">What a trial took from its slot; 0 says nothing.</param>
    public void Observe(TimeSpan busy)
    {
        if (busy > TimeSpan.Zero)
            MeanSeconds = MeanSeconds == 0 ? busy.TotalSeconds : MeanSeconds + (Weight * (busy.TotalSeconds - MeanSeconds));
    }

    /// <summary>Grows the depth to twice itself at most, so that one short trial doesn't fill the queue; it shrinks at once.</summary>
    public void Adapt()
    {
        var wanted = MeanSeconds == 0 ? 0 : slots * Math.Min(maxPerSlot, horizon.TotalSeconds / MeanSeconds);
        Depth = (int)Math.Min(wanted, (2 * Depth) + slots);
    }
}
