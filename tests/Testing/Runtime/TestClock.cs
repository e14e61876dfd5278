using Microsoft.Extensions.Time.Testing;

namespace SweepCluster.Testing.Runtime;

/// <summary>Clocks that stand still until a test moves them.</summary>
public static class TestClock
{
    /// <summary>A clock that shows the beginning of 2026, UTC. Its timers fire on the thread that advances it.</summary>
    public static FakeTimeProvider Create() => new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
