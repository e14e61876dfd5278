using System.Collections.Concurrent;
using SweepCluster.Contracts.Grains;

namespace SweepCluster.Client.Orleans;

/// <summary>The leaderboards that this process reads, each with a subscription while it is read.</summary>
internal sealed class LeaderboardSubscriptions(IGrainFactory grains, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LeaderboardSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;

    /// <summary>The current leaderboard of a sweep; null if its grain doesn't respond.</summary>
    public async Task<Leaders?> ReadAsync(string sweepId, int top, CancellationToken cancellation)
    {
        while (true)
        {
            var subscription = _subscriptions.GetOrAdd(sweepId, id => new(id, grains, time, Remove, _stop.Token));
            if (!subscription.TryUse())
                continue;
            return await subscription.ReadAsync(top, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stop.CancelAsync();
        await Task.WhenAll(_subscriptions.Values.Select(subscription => subscription.Completion));
        _stop.Dispose();
    }

    private void Remove(LeaderboardSubscription subscription) => _subscriptions.TryRemove(new(subscription.SweepId, subscription));
}
