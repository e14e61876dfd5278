using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Coordinator.Rendering;

/// <summary>How a followed sweep stopped, as recorded last.</summary>
/// <param name="Trials">To run in all.</param>
internal sealed record SweepEnding(
    SweepRecord Sweep, long Trials, IReadOnlyDictionary<TrialState, long> Counts, IReadOnlyList<LeaderboardRow> Leaders);
