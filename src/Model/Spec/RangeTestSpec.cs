using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>The kind of a sweep's trials.</summary>
public enum SweepKind
{
    Train,

    /// <summary>Learning-rate range tests.</summary>
    RangeTest,
}

/// <summary>The source of the rates of <c>lr: from-range-test</c>.</summary>
/// <param name="Of">The id of the sweep of range tests, or a name for its newest.</param>
public sealed record RangeTestSource(string Of, RangeTestRule Rule);

/// <summary>The rule that selects the suggested rate of a range test.</summary>
public enum RangeTestRule
{
    /// <summary>Half of the rate at the minimum of the running mean.</summary>
    HalfOfMinimum,

    /// <summary>The rate at the steepest descent of the smoothed loss.</summary>
    Steepest,
}

/// <summary>The rate of the configurations that have all of <paramref name="Where"/>, for <c>lr: from-range-test</c>.</summary>
public sealed record ResolvedRate(EquatableArray<SettingAssignment> Where, double Rate);
