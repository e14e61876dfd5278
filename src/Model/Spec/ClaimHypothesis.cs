namespace SweepCluster.Model.Spec;

/// <summary>One statement that a test decides.</summary>
/// <param name="Text">The statement for people, e.g. <c>adam > adagrad</c>.</param>
public abstract record ClaimHypothesis(string Text)
{
    /// <summary>The sides that are compared; empty if the statement is not a comparison of sides.</summary>
    public IReadOnlyList<ClaimSide> Sides => this switch
    {
        Comparison own => [own.Greater, own.Less],
        Equivalence own => [own.First, own.Second],
        _ => [],
    };

    /// <summary>The figure of <paramref name="Greater"/> is greater than the figure of <paramref name="Less"/>.</summary>
    public sealed record Comparison(string Text, ClaimSide Greater, ClaimSide Less) : ClaimHypothesis(Text);

    /// <summary>The figures of the two sides differ by less than <paramref name="Margin"/>.</summary>
    /// <param name="Margin">In units of the figure, above 0.</param>
    public sealed record Equivalence(string Text, ClaimSide First, ClaimSide Second, double Margin) : ClaimHypothesis(Text);

    /// <summary>The figure is above the constant <paramref name="Value"/>, or below it.</summary>
    /// <param name="Value">In units of the figure.</param>
    public sealed record Bound(string Text, double Value, bool IsAbove) : ClaimHypothesis(Text);

    /// <summary>The figure differs from the constant <paramref name="Value"/> by less than <paramref name="Margin"/>.</summary>
    /// <param name="Value">In units of the figure.</param>
    /// <param name="Margin">In units of the figure, above 0.</param>
    public sealed record Proximity(string Text, double Value, double Margin) : ClaimHypothesis(Text);

    /// <summary>Along the values of the axis the figure rises, or falls.</summary>
    public sealed record Trend(string Text, string Setting, bool Rises) : ClaimHypothesis(Text);

    /// <summary>Along the values of the axis the figure rises, or falls, by less and less for every unit of the axis.</summary>
    public sealed record Diminishing(string Text, string Setting, bool Rises) : ClaimHypothesis(Text);

    /// <summary>Values of the axis above <paramref name="Beyond"/> are better than it by less than <paramref name="Margin"/>.</summary>
    /// <param name="Margin">In units of the figure, 0 or more.</param>
    public sealed record NoGain(string Text, string Setting, double Beyond, double Margin) : ClaimHypothesis(Text);
}
