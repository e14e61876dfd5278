namespace SweepCluster.Testing.Faults;

/// <summary>Plans faults at random times, so that a run can be repeated with the same faults.</summary>
public static class FaultSchedule
{
    /// <summary>Plans faults whose pauses are uniformly distributed. The same seed gives the same faults, and a longer schedule begins with
    /// the faults of a shorter one.</summary>
    /// <param name="faults">Number of faults.</param>
    /// <param name="maxPause">Maximum pause before a fault; the minimum is 0.</param>
    public static IReadOnlyList<PlannedFault> Create(int seed, int faults, TimeSpan maxPause)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(faults);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPause, TimeSpan.Zero);
        var random = new Random(seed);
        var planned = new PlannedFault[faults];
        for (var fault = 0; fault < faults; fault++)
            planned[fault] = new(random.NextDouble() * maxPause, random.NextDouble());
        return planned;
    }
}
