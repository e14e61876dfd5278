using Orleans.Concurrency;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Grains;

/// <summary>A sweep's leaderboard (key: its id), for any number of readers: the latest epochs of running trials over what is recorded.
/// The results store is read at most once per change, however many read.</summary>
/// <remarks>Its state is rebuilt from the store, the slots and its subscribers, so it may be lost with its silo at any time.</remarks>
[Alias("leaderboard")]
public interface ILeaderboardGrain : IGrainWithStringKey
{
    /// <summary>Merges points of running trials; repeating or reordering calls changes nothing.</summary>
    [Alias("merge")]
    Task MergeAsync(EquatableArray<TrialPoint> points);

    /// <summary>Announces that results were saved, so that the store is read again.</summary>
    [Alias("recorded")]
    Task RecordedAsync();

    /// <summary>The leaderboard as it is now.</summary>
    /// <param name="top">Configurations wanted, from 1.</param>
    /// <exception cref="SweepException">There is no such sweep.</exception>
    [Alias("leaders")]
    Task<Leaders> TopAsync(int top);

    /// <summary>Sends the leaderboard to an observer after each change, at most four times a second, until the subscription expires: a
    /// subscriber calls this again every few seconds, and so subscribes to the next activation where this one was lost.</summary>
    /// <param name="observer">Receives the changes.</param>
    /// <param name="top">Configurations wanted, from 1.</param>
    /// <returns>The leaderboard as it is now.</returns>
    [Alias("subscribe")]
    Task<Leaders> SubscribeAsync(ILeaderboardObserver observer, int top);

    /// <summary>Ends a subscription; no error where there is none.</summary>
    [Alias("unsubscribe")]
    Task UnsubscribeAsync(ILeaderboardObserver observer);
}

/// <summary>Receives a leaderboard's changes.</summary>
[Alias("leaderboard-observer")]
public interface ILeaderboardObserver : IGrainObserver
{
    /// <summary>The leaderboard after a change. Calls may be lost or overtake each other; see <see cref="Leaders.Version"/>.</summary>
    [Alias("changed"), OneWay]
    Task ChangedAsync(Leaders leaders);
}

/// <summary>The paces of leaderboards and their subscribers.</summary>
public static class LeaderboardTiming
{
    /// <summary>A subscriber subscribes again after this time.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);
}

/// <summary>A silo's collector of points on their way to a leaderboard (key: the sweep's id).</summary>
[Alias("leaderboard-feed")]
public interface ILeaderboardFeedGrain : IGrainWithStringKey
{
    /// <summary>Adds points, and returns once the leaderboard has merged them.</summary>
    [Alias("add")]
    Task AddAsync(EquatableArray<TrialPoint> points);
}

/// <summary>The best configurations of a sweep, best first.</summary>
/// <param name="Top">Number of configurations requested; fewer <paramref name="Configurations"/> mean that there are no more.</param>
/// <param name="Version">Rises with each change within one activation; another activation begins at a higher number.</param>
/// <param name="Configurations">The rows of <see cref="IResultReader.ReadLeadersAsync"/>, with running trials as of their latest
/// epoch.</param>
/// <param name="Goal">The sweep's goal, which defines "best".</param>
[GenerateSerializer, Immutable, Alias("leaders")]
public sealed record Leaders(
    [property: Id(0)] int Top,
    [property: Id(1)] long Version,
    [property: Id(2)] EquatableArray<ConfigurationTrials> Configurations,
    [property: Id(3)] Goal Goal);

/// <summary>The latest epoch of a running trial. Of two points of a trial the one with the later attempt, then epoch, counts.</summary>
[GenerateSerializer, Immutable, Alias("trial-point")]
public sealed record TrialPoint(
    [property: Id(0)] long Trial,
    [property: Id(1)] int Attempt,
    [property: Id(2)] EpochReport Report);
