using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>The last recorded state of a followed sweep that has stopped.</summary>
/// <param name="Trials">Total number of trials to run.</param>
public sealed record SweepEnding(
    SweepRecord Sweep, long Trials, IReadOnlyDictionary<TrialState, long> Counts, IReadOnlyList<LeaderboardRow> Leaders);
