using SweepCluster.Sweeps.Claims.Statistics;
using SweepCluster.Sweeps.Statistics;

namespace SweepCluster.Sweeps.Racing;

/// <summary>The comparison of a configuration with the leader, paired by seed.</summary>
/// <param name="Test">The test of the differences of scores, above 0 where the leader is better; null with fewer than two pairs, or if they
/// don't vary: then nothing can be said.</param>
/// <param name="Level">One-sided.</param>
internal sealed record SeedComparison(MeanTest? Test, double Level)
{
    /// <param name="scores">The scores of the configuration by seed; null where a seed has none.</param>
    /// <param name="leader">The scores of the leader for the same seeds.</param>
    public static SeedComparison Paired(IReadOnlyList<double?> scores, IReadOnlyList<double?> leader, double level)
    {
        double[] differences = [.. scores.Zip(leader, (own, best) => own - best).OfType<double>()];
        var test = differences.Length < 2 ? null : MeanTest.OneSample(differences, roundingVariance: 0);
        return new(test is { HasNoVariation: false } ? test : null, level);
    }

    /// <summary>Whether the configuration is worse than the leader.</summary>
    public bool IsWorse => Test is { Effect: > 0 } && Test.PAbove < Level;

    /// <summary>Whether the configuration is at most so much worse than the leader.</summary>
    public bool IsWithin(double indifference) =>
        indifference > 0 && Test is { } test && test.Effect + (TDistribution.Critical(2 * Level, test.Degrees) * test.Error) < indifference;
}
