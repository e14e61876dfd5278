using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>What the trials of a sweep are.</summary>
public enum SweepKind
{
    Train,

    /// <summary>Learning-rate range tests.</summary>
    RangeTest,
}

/// <summary>Where the rates of <c>lr: from-range-test</c> come from.</summary>
/// <param name="Of">The id of the sweep of range tests, or a name for its newest.</param>
public sealed record RangeTestSource(string Of, RangeTestRule Rule);

/// <summary>Which rate a range test suggests.</summary>
public enum RangeTestRule
{
    /// <summary>Half of the rate at the minimum of the running mean.</summary>
    HalfOfMinimum,

    /// <summary>The rate at the steepest descent of the smoothed loss.</summary>
    Steepest,
}

/// <summary>The rate of the configurations that have all of <paramref name="Where"/>, for <c>lr: from-range-test</c>.</summary>
public sealed record ResolvedRate(EquatableArray<SettingAssignment> Where, double Rate);
