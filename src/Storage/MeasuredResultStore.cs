using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Storage;

/// <summary>A store whose calls are timed and whose failures are counted. A stream counts as one call,
/// from its beginning to its end.</summary>
/// <param name="store">The store to measure; it is disposed with this one.</param>
public sealed class MeasuredResultStore(IResultStore store, SweepMeter meter, TimeProvider time) : IResultStore
{
    public Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation) =>
        MeasureAsync("create_sweep", store.CreateSweepAsync, sweep, cancellation);

    public Task<(SweepRecord Sweep, IAsyncDisposable Claim)> CreateClaimedSweepAsync(NewSweep sweep, CancellationToken cancellation) =>
        MeasureAsync("create_sweep", store.CreateClaimedSweepAsync, sweep, cancellation);

    public Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) =>
        MeasureAsync("find_sweep", store.FindSweepAsync, id, cancellation);

    public Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) =>
        MeasureAsync("list_sweeps", (_, token) => store.ListSweepsAsync(token), 0, cancellation);

    public Task<IAsyncDisposable> ClaimAsync(string sweepId, Claimant? claimant, CancellationToken cancellation) =>
        MeasureAsync("claim", (id, token) => store.ClaimAsync(id, claimant, token), sweepId, cancellation);

    public Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        MeasureAsync("claim_holder", store.FindClaimHolderAsync, sweepId, cancellation);

    public Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation) => MeasureAsync(
        "commit",
        async (changes, token) =>
        {
            await store.CommitAsync(sweepId, changes, token);
            return true;
        },
        batch,
        cancellation);

    public Task DeleteSweepAsync(string sweepId, CancellationToken cancellation) => MeasureAsync(
        "delete_sweep",
        async (id, token) =>
        {
            await store.DeleteSweepAsync(id, token);
            return true;
        },
        sweepId,
        cancellation);

    public Task<long> CompactAsync(bool isDry, CancellationToken cancellation) =>
        MeasureAsync("compact", (dry, token) => store.CompactAsync(dry, token), isDry, cancellation);

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) =>
        MeasureAsync("load_progress", (number, token) => store.LoadProgressAsync(sweepId, number, token), pass, cancellation);

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) =>
        MeasureAsync("find_trial", (number, token) => store.FindTrialAsync(sweepId, number, token), trial, cancellation);

    public IAsyncEnumerable<TrialRecord> FindTrialsAsync(string sweepId, IReadOnlyList<long> trials, CancellationToken cancellation) =>
        MeasureStreamAsync("find_trials", store.FindTrialsAsync(sweepId, trials, cancellation), cancellation);

    public IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation) =>
        MeasureStreamAsync("read_trials", store.ReadTrialsAsync(sweepId, cancellation), cancellation);

    public IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation) =>
        MeasureStreamAsync("read_epochs", store.ReadEpochsAsync(sweepId, trial, cancellation), cancellation);

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        MeasureAsync("count_trials", store.CountTrialsAsync, sweepId, cancellation);

    public Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        MeasureAsync("read_leaders", (rows, token) => store.ReadLeadersAsync(sweepId, goal, rows, token), top, cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        MeasureAsync("read_events", store.ReadEventsAsync, sweepId, cancellation);

    public Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation) =>
        MeasureAsync("read_decisions", store.ReadDecisionsAsync, sweepId, cancellation);

    public Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation) => MeasureAsync(
        "post_request",
        async (posted, token) =>
        {
            await store.PostRequestAsync(sweepId, posted, token);
            return true;
        },
        request,
        cancellation);

    public Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation) =>
        MeasureAsync("take_request", store.TakeRequestAsync, sweepId, cancellation);

    public Task<KeyUse?> FindKeyAsync(string? sweepId, string key, CancellationToken cancellation) =>
        MeasureAsync("find_key", (value, token) => store.FindKeyAsync(sweepId, value, token), key, cancellation);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<TAnswer> MeasureAsync<TQuestion, TAnswer>(
        string operation, Func<TQuestion, CancellationToken, Task<TAnswer>> call, TQuestion question, CancellationToken cancellation)
    {
        var (started, failed) = (time.GetTimestamp(), true);
        try
        {
            var answer = await call(question, cancellation);
            failed = false;
            return answer;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // A cancelled call is not a failure of the store.
            failed = false;
            throw;
        }
        finally
        {
            meter.StoreCalled(operation, time.GetElapsedTime(started), failed);
        }
    }

    private async IAsyncEnumerable<T> MeasureStreamAsync<T>(
        string operation, IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (started, failed) = (time.GetTimestamp(), true);
        await using var items = stream.GetAsyncEnumerator(cancellation);
        try
        {
            while (true)
            {
                if (!await items.MoveNextAsync())
                    break;
                // A caller that stops reading here, or is cancelled, has not seen a failure.
                failed = false;
                yield return items.Current;
                failed = !cancellation.IsCancellationRequested;
            }

            failed = false;
        }
        finally
        {
            meter.StoreCalled(operation, time.GetElapsedTime(started), failed);
        }
    }
}
