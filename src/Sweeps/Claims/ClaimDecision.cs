using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The verdict on one hypothesis of a claim, from a sweep's results. The method is described in <c>docs/claims.md</c>.</summary>
public sealed record ClaimDecision
{
    /// <summary>The claim that the hypothesis is part of.</summary>
    public required ClaimSpec Claim { get; init; }

    public required ClaimHypothesis Hypothesis { get; init; }

    public required ClaimVerdict Verdict { get; init; }

    /// <summary>The test, in words: <c>paired t over 10 seeds</c>; or why no test was possible.</summary>
    public required string Test { get; init; }

    /// <summary>Number of seeds in the test; if they are not paired, the smaller number of the two sides.</summary>
    public required int Seeds { get; init; }

    /// <summary>The estimated effect in units of the figure: the difference greater - less, the change from the first value of the axis to
    /// the last along the fitted line, or the gain beyond. Null if there is too little to compare.</summary>
    public double? Effect { get; init; }

    /// <summary>The kind of effect, for people: <c>difference</c>, <c>change along the axis</c>.</summary>
    public required string EffectName { get; init; }

    /// <summary>Lower end of the effect's 95 % interval, for this hypothesis alone; null without a test, for example for a figure that does
    /// not vary between seeds.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the effect's 95 % interval, for this hypothesis alone; null without a test.</summary>
    public double? High { get; init; }

    /// <summary>The effect in standard deviations between seeds, which are at least the figure's resolution; null without a test.</summary>
    public double? StandardizedEffect { get; init; }

    /// <summary>Two-sided p value of this hypothesis alone; null without a test.</summary>
    public double? P { get; init; }

    /// <summary>The p value after Holm's correction over all hypotheses of the spec, which decides the verdict.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>Number of further seeds that would decide an undecided hypothesis with a probability of 80 %, if the estimates of effect
    /// and spread are right; null for decided ones, and if <see cref="ClaimTable.MaxSeeds"/> would not be enough.</summary>
    public int? MoreSeeds { get; init; }
}

public enum ClaimVerdict
{
    Supported,
    Contradicted,

    /// <summary>These seeds neither support nor contradict it.</summary>
    Undecided,
}
