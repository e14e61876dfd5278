using Orleans.Concurrency;
using SweepCluster.Contracts.Grains;
using SweepCluster.Model;

namespace SweepCluster.Grains.Sweeps;

/// <summary>See <see cref="ILeaderboardFeedGrain"/>. While a batch is sent, further points of the silo's slots gather into the
/// next.</summary>
[StatelessWorker(1)]
[Reentrant]
internal sealed class LeaderboardFeedGrain : Grain, ILeaderboardFeedGrain
{
    private List<TrialPoint> _gathered = [];
    private Task? _next;
    private Task _sending = Task.CompletedTask;

    public Task AddAsync(EquatableArray<TrialPoint> points)
    {
        _gathered.AddRange(points);
        return _next ??= SendNextAsync();
    }

    private async Task SendNextAsync()
    {
        // A failure of the batch before concerns only its callers.
        await _sending.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        var points = _gathered.ToEquatableArray();
        (_gathered, _next) = ([], null);
        _sending = GrainFactory.GetGrain<ILeaderboardGrain>(this.GetPrimaryKeyString()).MergeAsync(points);
        await _sending;
    }
}
