using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Views;

/// <summary>The state of a sweep at one moment, as views show it.</summary>
/// <param name="Leaders">The best rows; null if they weren't read again.</param>
/// <param name="Ended">Trials that have ended since the last update, by index.</param>
/// <param name="EndedUnread">Number of further trials that have ended since, beyond the view's maximum.</param>
internal sealed record SweepUpdate(
    SweepSnapshot Snapshot, IReadOnlyList<LeaderboardRow>? Leaders, IReadOnlyList<TrialRecord> Ended, long EndedUnread);
