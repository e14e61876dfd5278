using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A sweep's leaderboard (key: its id), for any number of readers: live points from the slots over what is recorded.</summary>
[Alias("leaderboard")]
public interface ILeaderboardGrain : IGrainWithStringKey
{
    /// <summary>Merges points; repeating or reordering calls changes nothing.</summary>
    [Alias("merge")]
    Task MergeAsync(EquatableArray<TrialPoint> points);

    /// <param name="rows">From 1.</param>
    [Alias("top")]
    Task<EquatableArray<LeaderboardRow>> TopAsync(int rows);
}

/// <summary>A silo's collector of points on their way to a leaderboard (key: the sweep's id).</summary>
[Alias("leaderboard-feed")]
public interface ILeaderboardFeedGrain : IGrainWithStringKey
{
    /// <summary>Answers once the leaderboard has merged them.</summary>
    [Alias("add")]
    Task AddAsync(EquatableArray<TrialPoint> points);
}

/// <summary>Where a trial is. Of two points of a trial the one with the later attempt, then epoch, counts.</summary>
[GenerateSerializer, Immutable, Alias("trial-point")]
public sealed record TrialPoint(
    [property: Id(0)] long Trial,
    [property: Id(1)] int Attempt,
    [property: Id(2)] EpochReport Report);
