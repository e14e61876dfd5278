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
    /// <summary>How seeds count that diverged; the objective's way by default.</summary>
    public DivergedSeeds Diverged { get; init; }
}

/// <summary>One statement that a test decides.</summary>
/// <param name="Text">The statement for people, e.g. <c>adam > adagrad</c>.</param>
public abstract record ClaimHypothesis(string Text)
{
    /// <summary>The figure of the configurations with all of <paramref name="Greater"/> is greater than the figure of the configurations
    /// with all of <paramref name="Less"/>.</summary>
    public sealed record Comparison(string Text, EquatableArray<SettingAssignment> Greater, EquatableArray<SettingAssignment> Less)
        : ClaimHypothesis(Text);

    /// <summary>Along the values of the axis the figure rises, or falls.</summary>
    public sealed record Trend(string Text, string Setting, bool Rises) : ClaimHypothesis(Text);

    /// <summary>Along the values of the axis the figure rises, or falls, by less and less for every unit of the axis.</summary>
    public sealed record Diminishing(string Text, string Setting, bool Rises) : ClaimHypothesis(Text);

    /// <summary>Values of the axis above <paramref name="Beyond"/> are better than it by less than <paramref name="Margin"/>.</summary>
    /// <param name="Margin">In units of the figure, 0 or more.</param>
    public sealed record NoGain(string Text, string Setting, double Beyond, double Margin) : ClaimHypothesis(Text);
}
