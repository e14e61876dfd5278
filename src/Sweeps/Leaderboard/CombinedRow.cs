using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>A row of a leaderboard over several sweeps.</summary>
/// <param name="SweepId">The row's sweep.</param>
public sealed record CombinedRow(string SweepId, LeaderboardRow Row);
