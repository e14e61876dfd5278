using System.Collections.Immutable;

namespace SweepCluster.Sweeps.Racing;

/// <summary>The settings of a race.</summary>
/// <param name="First">Number of seeds of every configuration before the first comparison; at least 2.</param>
/// <param name="Max">Maximum number of seeds of a configuration; at least <paramref name="First"/>.</param>
/// <param name="Confidence">The probability, at least, that the best configuration is not dropped; between 0 and 1.</param>
/// <param name="Indifference">A difference of the objective's means that does not matter; 0: every difference matters.</param>
public sealed record RaceSettings(int First = 3, int Max = 30, double Confidence = 0.95, double Indifference = 0)
{
    /// <summary>The numbers of seeds at which the configurations are compared: each is about half as great again as the one before, so that
    /// few comparisons share the error.</summary>
    public ImmutableArray<int> Looks()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(First, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Max, First);
        var looks = ImmutableArray.CreateBuilder<int>();
        for (var seeds = First; seeds < Max; seeds += Math.Max(1, seeds / 2))
        {
            // A last step of less than half a step is added to the step before.
            if (looks.Count == 0 || Max - seeds > seeds / 4)
                looks.Add(seeds);
        }

        looks.Add(Max);
        return looks.ToImmutable();
    }
}
