namespace SweepCluster.Sweeps.Plan;

/// <summary>Something that a spec may say, but that makes its results weaker than they look.</summary>
/// <param name="Path">The place in words of the spec: <c>objective.epoch</c>.</param>
/// <param name="Message">What the results will suffer from, in one sentence.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record SpecWarning(string Path, string Message, string Remedy);
