namespace SweepCluster.Model.Spec.Parsing;

/// <summary>A change of a spec that was given beside its file, such as <c>--set base.lr=0.1</c>.</summary>
/// <param name="Origin">The option as it was written, which is the place in messages.</param>
/// <param name="Path">Keys from the top of the spec, with dots between them: <c>base.lr</c>.</param>
/// <param name="Value">YAML on one line; empty: the key is removed.</param>
/// <param name="IsAdded">Whether the value becomes a further item of a list, rather than replacing what is there.</param>
public sealed record SpecOverride(string Origin, string Path, string Value, bool IsAdded = false);
