using System.Collections.Immutable;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>The brackets of Hyperband: Li et al., "Hyperband: a novel bandit-based approach to hyperparameter optimization", JMLR 18-185
/// (2018), algorithm 1, where a complete trial has R epochs.</summary>
/// <remarks>The greatest bracket is floor(log_eta R), found in whole numbers: logarithms in floating point give 4 for R = 243 and eta = 3,
/// but
/// it is 5.</remarks>
public static class HyperbandPlan
{
    /// <summary>The brackets in the order in which they start, the one with the most configurations first.</summary>
    /// <param name="epochs">R; at least 1.</param>
    /// <param name="eta">At least 2.</param>
    public static ImmutableArray<HyperbandBracket> Brackets(int epochs, int eta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(eta, 2);
        List<long> powers = [1];
        while (powers[^1] * eta <= epochs)
            powers.Add(powers[^1] * eta);
        var brackets = ImmutableArray.CreateBuilder<HyperbandBracket>();
        for (var s = powers.Count - 1; s >= 0; s--)
        {
            var trials = ((powers.Count * powers[s]) + s) / (s + 1);
            brackets.Add(new(eta, trials, [.. Enumerable.Range(0, s + 1).Select(rung => (int)(epochs / powers[s - rung]))]));
        }

        return brackets.ToImmutable();
    }
}
