namespace SweepCluster.Model.Trials;

/// <summary>A place of the leaderboard.</summary>
/// <param name="HalfWidth">Half width of the mean's 95 % interval; null for a single seed.</param>
/// <param name="Trial">Index of the configuration's best trial.</param>
/// <param name="Parameters">Hyperparameters that are numbers, by name.</param>
public sealed record LeaderPlace(
    double Objective, double? HalfWidth, long Configuration, long Trial, IReadOnlyList<KeyValuePair<string, double>> Parameters);
