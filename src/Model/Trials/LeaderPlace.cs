namespace SweepCluster.Model.Trials;

/// <summary>A place of the leaderboard.</summary>
/// <param name="HalfWidth">Of the mean's 95 % interval; null for a single seed.</param>
/// <param name="Trial">The configuration's best.</param>
/// <param name="Parameters">Hyperparameters that are numbers, by name.</param>
public sealed record LeaderPlace(
    double Objective, double? HalfWidth, long Configuration, long Trial, IReadOnlyList<KeyValuePair<string, double>> Parameters);
