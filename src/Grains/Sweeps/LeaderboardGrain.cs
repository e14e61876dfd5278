using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Grains.Sweeps;

/// <summary>See <see cref="ILeaderboardGrain"/>.</summary>
[CoordinatorFilter]
[Reentrant]
internal sealed partial class LeaderboardGrain(IResultStore store, TimeProvider time, ILogger<LeaderboardGrain> logger)
    : Grain, ILeaderboardGrain
{
    /// <summary>Minimum time between two reads: changes that come faster are read and sent together.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Time after which the store is read again although no change was announced: the announcement may have been lost.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    /// <summary>Time after which a subscription expires; several of its renewals may be lost.</summary>
    private static readonly TimeSpan Expiration = LeaderboardTiming.Renewal * 5;

    private readonly Dictionary<ILeaderboardObserver, Subscription> _subscriptions = [];
    private IGrainTimer? _timer;
    private SweepSpec? _spec;
    private LivePoints? _points;
    private Leaders? _leaders;
    private Task<Leaders>? _reading;
    private bool _isStale = true;
    private long _sent;
    private long _read;
    private int _top = 1;

    private string Id => this.GetPrimaryKeyString();

    public async Task MergeAsync(EquatableArray<TrialPoint> points)
    {
        await OpenAsync();
        _points!.Merge(points);
        _isStale = true;
    }

    public Task RecordedAsync()
    {
        _isStale = true;
        return Task.CompletedTask;
    }

    public async Task<Leaders> TopAsync(int top)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        await OpenAsync();
        return Cut(await ReadAsync(top), top);
    }

    public async Task<Leaders> SubscribeAsync(ILeaderboardObserver observer, int top)
    {
        var leaders = await TopAsync(top);
        _timer ??= this.RegisterGrainTimer(SendAsync, new() { DueTime = MinInterval, Period = MinInterval });
        _subscriptions[observer] = new(top, time.GetTimestamp());
        return leaders;
    }

    public Task UnsubscribeAsync(ILeaderboardObserver observer)
    {
        _subscriptions.Remove(observer);
        return Task.CompletedTask;
    }

    private static Leaders Cut(Leaders leaders, int top) => leaders.Configurations.Count <= top
        ? leaders with { Top = top }
        : leaders with { Top = top, Configurations = leaders.Configurations.Take(top).ToEquatableArray() };

    private async Task OpenAsync()
    {
        if (_spec is not null)
            return;
        var sweep = await store.FindSweepAsync(Id, CancellationToken.None) ?? throw NotRecorded.Sweep(Id);
        var spec = SpecCache.Read(sweep.SpecText).Spec
            ?? throw new SweepException($"The recorded spec of {Id} can't be read by this version.");
        (_points, _spec) = (new(spec), spec);
    }

    /// <summary>The leaderboard with at least that many configurations, if there are so many, including every change before the
    /// call.</summary>
    private async Task<Leaders> ReadAsync(int top)
    {
        _top = Math.Max(_top, top);
        // A read in progress may have begun before the latest change.
        if (_reading is Task { IsCompleted: false } earlier)
            await earlier.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return _leaders is { } known && !_isStale && known.Top >= _top && time.GetElapsedTime(_read) < MaxAge
            ? known
            : await (_reading = _reading is { IsCompleted: false } under ? under : RefreshAsync());
    }

    private async Task<Leaders> RefreshAsync()
    {
        try
        {
            if (_leaders is not null && MinInterval - time.GetElapsedTime(_read) is { Ticks: > 0 } early)
                await Task.Delay(early, time);
            var top = _top;
            // Set before the store is read: changes during the read are read the next time.
            (_isStale, _read) = (false, time.GetTimestamp());
            var recorded = await store.ReadLeadersAsync(Id, _spec!.Objective.Goal, top, CancellationToken.None);
            var version = Math.Max((_leaders?.Version ?? 0) + 1, time.GetUtcNow().UtcTicks);
            return _leaders = new(top, version, _points!.Over(recorded).ToEquatableArray(), _spec!.Objective.Goal);
        }
        catch
        {
            _isStale = true;
            throw;
        }
    }

    /// <summary>Sends the leaderboard to its subscribers where it has changed.</summary>
    private async Task SendAsync(CancellationToken cancellation)
    {
        foreach (var (observer, subscription) in _subscriptions)
        {
            if (time.GetElapsedTime(subscription.Renewed) > Expiration)
                _subscriptions.Remove(observer);
        }

        if (_subscriptions.Count == 0)
            return;
        try
        {
            // The current leaderboard may also have been read for another caller.
            var leaders = _isStale ? await ReadAsync(_subscriptions.Values.Max(subscription => subscription.Top)) : _leaders!;
            if (leaders.Version == _sent)
                return;
            _sent = leaders.Version;
            foreach (var (observer, subscription) in _subscriptions)
                _ = observer.ChangedAsync(Cut(leaders, subscription.Top));
        }
        catch (Exception failure)
        {
            // The next tick reads again.
            LogReadFailed(Id, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leaderboard of {Sweep} could not be read; it is read again.")]
    private partial void LogReadFailed(string sweep, Exception failure);

    /// <param name="Top">Number of configurations requested.</param>
    /// <param name="Renewed">Timestamp of the latest renewal.</param>
    private readonly record struct Subscription(int Top, long Renewed);
}
