namespace SweepCluster.Sweeps.Search;

/// <summary>The settings of a tree-structured Parzen estimator; defaults are Optuna's.</summary>
/// <param name="Startup">Number of finished trials below which configurations are drawn at random; at least 1.</param>
/// <param name="IsMultivariate">Whether axes are estimated together, so that their interactions count; false: each axis alone.</param>
/// <param name="Candidates">Number of candidates for each proposal; at least 1.</param>
public sealed record TpeSettings(int Startup = 10, bool IsMultivariate = true, int Candidates = 24);
