using System.Collections.Concurrent;
using System.Collections.Immutable;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Racing;

/// <summary>The levels of a race's comparisons, so that the whole race drops the best configuration with a probability of at most
/// 1 - confidence.</summary>
/// <remarks>The best of m configurations can only be dropped because one of the m - 1 others seems better. What a look spends of the error
/// (see <see cref="GroupSequential"/>) is divided evenly among those m - 1 one-sided comparisons, of the m that are left at that look
/// (Bonferroni). The level depends on the settings alone, and takes milliseconds: it is computed once for each look and m.</remarks>
internal sealed class RaceLevels
{
    private static readonly ConcurrentDictionary<RaceSettings, RaceLevels> Known = new();

    // A two-sided level has to be below 1.
    private const double MaxShared = 0.999;

    private readonly double _error;
    private readonly ImmutableArray<int> _looks;
    private readonly ConcurrentDictionary<(int Look, int Left), double> _levels = new();

    private RaceLevels(RaceSettings settings) => (_error, _looks) = (1 - settings.Confidence, settings.Looks());

    /// <summary>The levels of races with these settings.</summary>
    public static RaceLevels FromSettings(RaceSettings settings) =>
        Known.GetOrAdd(settings with { Indifference = 0 }, shared => new(shared));

    /// <summary>The one-sided level of a comparison with the leader.</summary>
    /// <param name="look">Index of the look.</param>
    /// <param name="left">Number of configurations that are left, at least 2.</param>
    public double Find(int look, int left) => _levels.GetOrAdd((look, left), key =>
    {
        var shared = Math.Min(MaxShared, 2 * _error / (key.Left - 1));
        return GroupSequential.Level(shared, [.. _looks.Take(key.Look + 1)], _looks.Length) / 2;
    });
}
