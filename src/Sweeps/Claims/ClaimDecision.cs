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

    /// <summary>Seeds that the hypothesis is about which diverged or failed and have no figure. If they are more than a tenth of a side, or
    /// of a value of the axis, there is no verdict.</summary>
    public int Missing { get; init; }

    /// <summary>The estimated effect in units of the figure: the difference greater - less, the change from the first value of the axis
    /// to the last along the fitted line, or the gain beyond. Null if there is too little to compare.</summary>
    public double? Effect { get; init; }

    /// <summary>The kind of effect, for people: <c>difference</c>, <c>change along the axis</c>.</summary>
    public required string EffectName { get; init; }

    /// <summary>Lower end of the effect's 95 % interval, for this hypothesis alone; null without a test, for example for a figure that does
    /// not vary between seeds.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the effect's 95 % interval, for this hypothesis alone; null without a test.</summary>
    public double? High { get; init; }

    /// <summary>The effect in standard deviations between seeds, with what the figure's steps hide; null without a test.</summary>
    public double? StandardizedEffect { get; init; }

    /// <summary>Two-sided, of this hypothesis by itself; null without a test, for fewer than <see cref="ClaimTable.MinSeeds"/>
    /// seeds, and where too many are missing.</summary>
    public double? P { get; init; }

    /// <summary>The p corrected for all hypotheses of the spec (Holm) and for the looks that are planned: below 0.05 it decides.
    /// Null where <see cref="P"/> is.</summary>
    public double? AdjustedP { get; init; }

    /// <summary>How many more seeds would decide an undecided hypothesis at the next look with a probability of 80 %. Null for decided
    /// ones, where <see cref="ClaimTable.MaxSeeds"/> would not be enough, and where no look is left.</summary>
    public int? MoreSeeds { get; init; }

    /// <summary>The look that the figures are of, from 1: the one that decided, or the latest; 0: none was taken yet.</summary>
    public int Look { get; init; }

    /// <summary>How many looks may be taken at most.</summary>
    public int MaxLooks { get; init; }

    /// <summary>Whether a further look may decide the hypothesis.</summary>
    public bool IsOpen => Verdict == ClaimVerdict.Undecided && Look < MaxLooks;
}

public enum ClaimVerdict
{
    Supported,
    Contradicted,

    /// <summary>These seeds neither support nor contradict it.</summary>
    Undecided,
}
