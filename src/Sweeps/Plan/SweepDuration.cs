namespace SweepCluster.Sweeps.Plan;

/// <summary>The estimated duration and price of a sweep on one machine.</summary>
/// <param name="Elapsed">Time from start to end on all slots.</param>
/// <param name="Busy">Time that slots train, summed over the slots.</param>
public sealed record SweepDuration(TimeSpan Elapsed, TimeSpan Busy)
{
    /// <summary>Estimates from measured speeds.</summary>
    /// <param name="measured">The sampled configurations, each with its seconds per image on one slot while all slots train.</param>
    /// <param name="slots">Number of slots; at least 1.</param>
    public static SweepDuration FromSpeeds(IReadOnlyCollection<(SampledCost Cost, double SecondsPerImage)> measured, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        var busy = measured.Sum(sample => sample.Cost.Images * sample.SecondsPerImage);
        var longest = measured.Select(sample => sample.Cost.LongestImages * sample.SecondsPerImage).DefaultIfEmpty().Max();
        return new(Bounded(Math.Max(busy / slots, longest)), Bounded(busy));
    }

    private static TimeSpan Bounded(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
}
