using System.Collections.Concurrent;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>A store's view from a process that may be cut off from it: from then on its claims are free and nothing that it
/// does has an effect.</summary>
public sealed class SeverableStore(IResultStore store) : IResultStore
{
    private readonly ConcurrentBag<IDisposable> _claims = [];
    private readonly Lock _gate = new();
    private string? _reason;

    /// <summary>Returns once no write is on its way.</summary>
    /// <param name="reason">What the store says from now on.</param>
    public void Sever(string reason)
    {
        lock (_gate)
        {
            _reason = reason;
        }

        foreach (var claim in _claims)
            claim.Dispose();
    }

    public Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation) => Write(() => store.CreateSweepAsync(sweep, cancellation));

    public Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) => store.FindSweepAsync(id, cancellation);

    public Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) => store.ListSweepsAsync(cancellation);

    public IDisposable Claim(string sweepId)
    {
        var claim = store.Claim(sweepId);
        _claims.Add(claim);
        return claim;
    }

    public int? ClaimHolder(string sweepId) => store.ClaimHolder(sweepId);

    public Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation) => Write(async () =>
    {
        await store.CommitAsync(sweepId, batch, cancellation);
        return true;
    });

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) =>
        store.LoadProgressAsync(sweepId, pass, cancellation);

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) => store.FindTrialAsync(sweepId, trial, cancellation);

    public IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation) => store.ReadTrialsAsync(sweepId, cancellation);

    public IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation) =>
        store.ReadEpochsAsync(sweepId, trial, cancellation);

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        store.CountTrialsAsync(sweepId, cancellation);

    public Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        store.ReadLeadersAsync(sweepId, goal, top, cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) => store.ReadEventsAsync(sweepId, cancellation);

    public Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation) =>
        store.PostRequestAsync(sweepId, request, cancellation);

    public Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation) => store.TakeRequestAsync(sweepId, cancellation);

    /// <summary>The store itself belongs to whoever made it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Write<T>(Func<Task<T>> write)
    {
        lock (_gate)
        {
            if (_reason is not null)
                return Task.FromException<T>(new SweepException(_reason, SweepErrorKind.Environment));
            // Within the lock to its end, so that nothing is written after the cut.
            return Task.FromResult(write().GetAwaiter().GetResult());
        }
    }
}
