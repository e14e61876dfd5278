using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Views;

/// <summary>What there is to show of a sweep at one moment.</summary>
/// <param name="Leaders">The best rows; null where they weren't read anew.</param>
/// <param name="Ended">Trials that have ended since the last update, by index.</param>
/// <param name="EndedUnread">Further trials that have ended since, which the view didn't ask to see.</param>
internal sealed record SweepUpdate(
    SweepSnapshot Snapshot, IReadOnlyList<LeaderboardRow>? Leaders, IReadOnlyList<TrialRecord> Ended, long EndedUnread);
