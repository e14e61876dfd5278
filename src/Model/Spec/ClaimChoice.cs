using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Spec;

/// <summary>Each value of one setting is compared at its own best value of another one, such as each optimizer at its best rate.</summary>
/// <param name="Each">The setting whose values are compared.</param>
/// <param name="At">The setting whose best value is chosen for each of them, and for each combination of all other settings.</param>
/// <param name="By">The validation metric that chooses, by seeds that don't decide the claim.</param>
public sealed record ClaimChoice(string Each, string At, Metric By);
