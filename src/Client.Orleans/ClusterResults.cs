using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Orleans;

/// <summary>What a cluster has recorded, with leaderboards as their grains show them: running trials as of their latest epoch, and without
/// a question to the store for each reader.</summary>
/// <param name="recorded">Is not disposed with this.</param>
/// <param name="leaderboards">Null while no silo has answered.</param>
internal sealed class ClusterResults(IResultReader recorded, Func<LeaderboardSubscriptions?> leaderboards) : IResultReader
{
    /// <summary>Maximum length of a grain's leaderboard; longer ones, for exports, are read from the store.</summary>
    private const int MaxTop = 200;

    public async Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(
        string sweepId, Goal goal, int top, CancellationToken cancellation)
    {
        // Where the grain is lost with its silo, the store answers until the next activation does.
        var leaders = top <= MaxTop && leaderboards() is { } subscriptions
            ? await subscriptions.ReadAsync(sweepId, top, cancellation)
            : null;
        return leaders is { } known && known.Goal == goal
            ? [.. known.Configurations.Take(top)]
            : await recorded.ReadLeadersAsync(sweepId, goal, top, cancellation);
    }

    public Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) => recorded.FindSweepAsync(id, cancellation);

    public Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) => recorded.ListSweepsAsync(cancellation);

    public Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        recorded.FindClaimHolderAsync(sweepId, cancellation);

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) =>
        recorded.LoadProgressAsync(sweepId, pass, cancellation);

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) =>
        recorded.FindTrialAsync(sweepId, trial, cancellation);

    public IAsyncEnumerable<TrialRecord> FindTrialsAsync(
        string sweepId, IReadOnlyList<long> trials, CancellationToken cancellation) =>
        recorded.FindTrialsAsync(sweepId, trials, cancellation);

    public IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation) =>
        recorded.ReadTrialsAsync(sweepId, cancellation);

    public IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation) =>
        recorded.ReadEpochsAsync(sweepId, trial, cancellation);

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        recorded.CountTrialsAsync(sweepId, cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        recorded.ReadEventsAsync(sweepId, cancellation);

    public Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation) =>
        recorded.ReadDecisionsAsync(sweepId, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
