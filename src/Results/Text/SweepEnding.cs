using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>How a followed sweep stopped, as recorded last.</summary>
/// <param name="Trials">To run in all.</param>
public sealed record SweepEnding(
    SweepRecord Sweep, long Trials, IReadOnlyDictionary<TrialState, long> Counts, IReadOnlyList<LeaderboardRow> Leaders);
