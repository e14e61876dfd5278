namespace SweepCluster.Model.Spec;

/// <summary>A statement or question of the source that no claim of the spec tests.</summary>
/// <param name="Says">The statement or question.</param>
/// <param name="Why">Why no claim tests it, or where it is answered.</param>
/// <param name="Source">Where it stands; null if the spec doesn't say.</param>
public sealed record UntestedStatement(string Says, string Why, ClaimSource? Source);
