using SweepCluster.Contracts.Grains;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>One sweep's leaderboard in this process: its grain sends each change, and the subscription is renewed every few seconds, so
/// that it continues with the next activation if the grain is lost with its silo. It ends when it has not been read for a while.</summary>
internal sealed class LeaderboardSubscription : ILeaderboardObserver
{
    /// <summary>Time without a read after which the subscription ends.</summary>
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(30);

    /// <summary>Timeout of a call: one to a silo that was just killed may never be answered.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly ILeaderboardGrain _grain;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly Action<LeaderboardSubscription> _ended;
    private readonly CancellationToken _stop;
    private readonly ILeaderboardObserver _self;
    private Leaders? _leaders;
    private Task<Leaders?>? _renewing;
    private Task? _renewals;
    private long _used;
    private int _top = 1;
    private bool _hasEnded;

    /// <param name="ended">Called once the subscription has ended because it was not read.</param>
    /// <param name="stop">Ends the subscription.</param>
    public LeaderboardSubscription(
        string sweepId, IGrainFactory grains, TimeProvider time, Action<LeaderboardSubscription> ended, CancellationToken stop)
    {
        (SweepId, _grains, _time, _ended, _stop) = (sweepId, grains, time, ended, stop);
        _grain = grains.GetGrain<ILeaderboardGrain>(sweepId);
        _self = grains.CreateObjectReference<ILeaderboardObserver>(this);
    }

    public string SweepId { get; }

    /// <summary>Completes once the subscription is no longer renewed.</summary>
    public Task Completion => _renewals ?? Task.CompletedTask;

    /// <summary>Keeps the subscription for a while; false if it has ended.</summary>
    public bool TryUse()
    {
        lock (_gate)
        {
            _used = _time.GetTimestamp();
            return !_hasEnded;
        }
    }

    /// <summary>The leaderboard as the grain last sent it; null if the grain doesn't respond.</summary>
    public async Task<Leaders?> ReadAsync(int top, CancellationToken cancellation)
    {
        Task<Leaders?> renewing;
        lock (_gate)
        {
            if (_leaders is { } known && known.Top >= top)
                return known;
            // The first read, or one of more rows, is requested at once. While the grain is lost, only the renewals request it.
            if (_renewals is not null && _leaders is null)
                return null;
            _top = Math.Max(_top, top);
            renewing = _renewing is { IsCompleted: false } under ? under : _renewing = RenewAsync();
        }

        var leaders = await renewing.WaitAsync(cancellation);
        lock (_gate)
        {
            _renewals ??= KeepAsync();
        }

        return leaders is { } read && read.Top >= top ? read : null;
    }

    public Task ChangedAsync(Leaders leaders)
    {
        lock (_gate)
        {
            // Calls may overtake each other. The answer to a request for a shorter leaderboard is dropped.
            if (_leaders is { } known && leaders.Version > known.Version && leaders.Top >= known.Top)
                _leaders = leaders;
        }

        return Task.CompletedTask;
    }

    private async Task<Leaders?> RenewAsync()
    {
        Leaders? leaders = null;
        Leaders? before;
        int top;
        lock (_gate)
        {
            (before, top) = (_leaders, _top);
        }

        try
        {
            leaders = await _grain.SubscribeAsync(_self, top).WaitAsync(CallLimit, _time, _stop);
        }
        catch (Exception failure) when (failure is SweepException || GrainCallFailure.IsTransient(failure, _stop))
        {
            // The store is read meanwhile.
        }

        lock (_gate)
        {
            // A change that was sent during the call may be newer than its answer; one that was sent before it may come from a lost
            // activation.
            if (leaders is null || _leaders == before || _leaders?.Version < leaders.Version)
                _leaders = leaders;
            return _leaders;
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(LeaderboardTiming.Renewal, _time, _stop);
                lock (_gate)
                {
                    if (_time.GetElapsedTime(_used) > MaxIdle)
                    {
                        _hasEnded = true;
                        break;
                    }
                }

                await RenewAsync();
            }

            _ended(this);
            await _grain.UnsubscribeAsync(_self).WaitAsync(CallLimit, _time, _stop);
        }
        catch (Exception failure) when (_stop.IsCancellationRequested || GrainCallFailure.IsTransient(failure, _stop))
        {
            // The grain drops a subscription that isn't renewed.
        }

        _grains.DeleteObjectReference<ILeaderboardObserver>(_self);
    }
}
