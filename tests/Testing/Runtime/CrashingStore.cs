using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>One process's way to a store that others use too. After a crash nothing it does reaches the store, and its claims
/// are gone.</summary>
/// <param name="shared">Not disposed with it.</param>
public sealed class CrashingStore(IResultStore shared) : IResultStore
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<IAsyncDisposable> _claims = [];
    private bool _crashed;
    private int _commits;

    /// <summary>Crashes at this commit, counted from 1; 0: never.</summary>
    public int CrashAt { get; init; }

    /// <summary>Whether the commit that it crashes at is written.</summary>
    public bool Written { get; init; }

    public bool HasCrashed => _crashed;

    public async Task CrashAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _crashed = true;
            foreach (var claim in _claims)
                await claim.DisposeAsync();
            _claims.Clear();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<IAsyncDisposable> ClaimAsync(string sweepId, Claimant? claimant, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var claim = await Alive.ClaimAsync(sweepId, claimant, cancellation);
            _claims.Add(claim);
            return claim;
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        Alive.FindClaimHolderAsync(sweepId, cancellation);

    public Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _commits) != CrashAt)
            return Alive.CommitAsync(sweepId, batch, cancellation);
        return CrashAtCommitAsync(sweepId, batch, cancellation);
    }

    public Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation) =>
        Alive.CreateSweepAsync(sweep, cancellation);

    public Task DeleteSweepAsync(string sweepId, CancellationToken cancellation) => Alive.DeleteSweepAsync(sweepId, cancellation);

    public Task<long> CompactAsync(bool isDry, CancellationToken cancellation) => Alive.CompactAsync(isDry, cancellation);

    public Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) => Alive.FindSweepAsync(id, cancellation);

    public Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) => Alive.ListSweepsAsync(cancellation);

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) =>
        Alive.LoadProgressAsync(sweepId, pass, cancellation);

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) =>
        Alive.FindTrialAsync(sweepId, trial, cancellation);

    public IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation) =>
        Alive.ReadTrialsAsync(sweepId, cancellation);

    public IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation) =>
        Alive.ReadEpochsAsync(sweepId, trial, cancellation);

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        Alive.CountTrialsAsync(sweepId, cancellation);

    public Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        Alive.ReadLeadersAsync(sweepId, goal, top, cancellation);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        Alive.ReadEventsAsync(sweepId, cancellation);

    public Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation) =>
        Alive.ReadDecisionsAsync(sweepId, cancellation);

    public Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation) =>
        Alive.PostRequestAsync(sweepId, request, cancellation);

    public Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation) =>
        Alive.TakeRequestAsync(sweepId, cancellation);

    public Task<KeyUse?> FindKeyAsync(string? sweepId, string key, CancellationToken cancellation) =>
        Alive.FindKeyAsync(sweepId, key, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IResultStore Alive => _crashed ? throw Crashed() : shared;

    private async Task CrashAtCommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation)
    {
        if (Written)
            await Alive.CommitAsync(sweepId, batch, cancellation);
        await CrashAsync();
        throw Crashed();
    }

    private static SweepException Crashed() => new("This process has crashed.", SweepErrorKind.Environment);
}
