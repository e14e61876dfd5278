namespace SweepCluster.Model.Spec;

/// <summary>Where a claim or a published figure comes from.</summary>
/// <param name="Cell">The cell of a notebook, or another place within the source; empty if it isn't known.</param>
/// <param name="Words">The original words; empty for a figure without any.</param>
public sealed record ClaimSource(string Cell, string Words);
