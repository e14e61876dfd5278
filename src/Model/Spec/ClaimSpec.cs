using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>A claim of a spec about its own results, to be decided from them; the forms are described in <c>docs/claims.md</c>.</summary>
/// <param name="That">The claim as written, e.g. <c>adam > adagrad > adadelta</c> or <c>width: increasing, diminishing</c>.</param>
/// <param name="Figure">The compared figure.</param>
/// <param name="Epoch">The epoch whose figure is compared, from 1; null for the end of the trial.</param>
/// <param name="Where">The settings of the configurations that it is about.</param>
/// <param name="Hypotheses">The claim's hypotheses, at least one; each is decided by itself.</param>
/// <param name="Note">A text for people.</param>
public sealed record ClaimSpec(
    string That,
    ClaimMetric Figure,
    int? Epoch,
    EquatableArray<SettingAssignment> Where,
    EquatableArray<ClaimHypothesis> Hypotheses,
    string Note)
{
    /// <summary>Where the claim is made; null if the spec doesn't say.</summary>
    public ClaimSource? Source { get; init; }

    /// <summary>The choice of the configurations that are compared; null: all count.</summary>
    public ClaimChoice? Choice { get; init; }

    /// <summary>How seeds count that diverged; the objective's way by default.</summary>
    public DivergedSeeds Diverged { get; init; }
}
