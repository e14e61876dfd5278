using SweepCluster.Sweeps.Claims.Statistics;
using SweepCluster.Sweeps.Looks;

namespace SweepCluster.Sweeps.Claims;

/// <summary>How many more seeds would probably decide a hypothesis at the next look.</summary>
internal static class FurtherSeeds
{
    private const double WantedPower = 0.8;

    // The level of a look depends on its seeds, and these on the level; it hardly varies, so that a few rounds settle both.
    private const int Rounds = 3;

    /// <summary>Seeds to add for a power of 80 % at the next look, if the effect is what it seems once it is known that it was not found.
    /// Null where <see cref="ClaimTable.MaxSeeds"/> are not enough, or no further look may decide.</summary>
    /// <param name="test">What more seeds would have to show.</param>
    /// <param name="share">The level that all looks of the hypothesis have together.</param>
    /// <param name="level">The level of the look that left it undecided; null: it could not decide.</param>
    /// <param name="plan">The looks so far.</param>
    public static int? Find(MeanTest test, double share, double? level, LookPlan plan)
    {
        if (plan.IsExhausted)
            return null;
        if (level is { } given)
            test = test.WhereUndecided(given);
        if (test.Effect == 0)
            return null;
        var more = test.Seeds;
        for (var round = 0; round < Rounds; round++)
        {
            if (Fewest(test, plan.NextLevel(share, plan.Counted[^1] + more)) is not { } fewest)
                return null;
            more = fewest - test.Seeds;
        }

        return more;
    }

    /// <summary>The fewest seeds, those of the test included, with a power of 80 % at this level; null where
    /// <see cref="ClaimTable.MaxSeeds"/> have less.</summary>
    /// <remarks>Power rises with the seeds, so that halving finds the fewest.</remarks>
    internal static int? Fewest(MeanTest test, double level)
    {
        if (test.PowerWith(ClaimTable.MaxSeeds, level) < WantedPower)
            return null;
        var (low, high) = (test.Seeds, ClaimTable.MaxSeeds);
        while (low + 1 < high)
        {
            var middle = (low + high) / 2;
            if (test.PowerWith(middle, level) < WantedPower)
                low = middle;
            else
                high = middle;
        }

        return high;
    }
}
