using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Looks;

/// <summary>How often the results of a sweep were looked at, and how often they may be.</summary>
/// <remarks>Whoever adds seeds until a claim is decided decides too many: at 5 % each time, five looks err in 14 % of all cases. A look is
/// taken whenever the sweep ends with more seeds than at the look before. That is recorded: how often the verdicts are printed
/// doesn't matter.</remarks>
/// <param name="Seeds">The seeds of each configuration at each look that was taken, rising.</param>
/// <param name="MaxLooks">At least 1. Seeds that were added after so many looks decide nothing.</param>
public sealed record LookPlan(EquatableArray<int> Seeds, int MaxLooks)
{
    /// <summary>The looks that count.</summary>
    public IReadOnlyList<int> Counted { get; } = [.. Seeds.Take(MaxLooks)];

    /// <summary>Whether no further look may decide.</summary>
    public bool IsExhausted => Seeds.Count >= MaxLooks;

    /// <summary>A single look at all there is.</summary>
    public static LookPlan Single { get; } = new([int.MaxValue], 1);

    /// <summary>The looks by a sweep's events: it ended, was extended by seeds, ended again.</summary>
    /// <param name="sweep">The sweep as it is now.</param>
    /// <param name="events">All events of the sweep, in their order.</param>
    /// <param name="maxLooks">As the spec has it.</param>
    public static LookPlan FromEvents(SweepRecord sweep, IReadOnlyCollection<EventRecord> events, int maxLooks)
    {
        var seeds = sweep.Seeds - events.Sum(happened => AddedSeeds(happened) ?? 0);
        var looks = new List<int>();
        foreach (var happened in events)
        {
            seeds += AddedSeeds(happened) ?? 0;
            if (happened.Kind is "finished" or "cancelled" && (looks.Count == 0 || looks[^1] < seeds))
                looks.Add(seeds);
        }

        return new(looks.ToEquatableArray(), maxLooks);
    }

    /// <summary>The two-sided level of the last of the first <paramref name="looks"/> looks.</summary>
    /// <param name="alpha">What all looks share.</param>
    public double Level(double alpha, int looks) => GroupSequential.Level(alpha, [.. Counted.Take(looks)], MaxLooks);

    /// <summary>The level of a further look at so many seeds.</summary>
    /// <param name="alpha">What all looks share.</param>
    /// <param name="seeds">More than at the last look.</param>
    public double NextLevel(double alpha, int seeds) => GroupSequential.Level(alpha, [.. Counted, seeds], MaxLooks);

    private static int? AddedSeeds(EventRecord happened) =>
        happened.Kind == "extended" ? ExtensionDetail.ParseSeeds(happened.Detail) : null;
}
