using System.Net;
using System.Runtime.CompilerServices;
using SweepCluster.Api;
using SweepCluster.Api.Http;
using SweepCluster.Client;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>The stores' contract, with everything that is read coming over HTTP: no bit of any record gets lost.</summary>
public sealed class RemoteStoreContractTests : ResultStoreContract
{
    private readonly RemoteStores _stores = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _stores.Dispose();
    }

    protected override IResultStore Open() => _stores.Open();
}

/// <summary>The same of leaders and counts.</summary>
public sealed class RemoteStoreLeaderTests : LeaderContract
{
    private readonly RemoteStores _stores = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _stores.Dispose();
    }

    protected override IResultStore Open() => _stores.Open();
}

/// <summary>The same of the keys of repeated requests.</summary>
public sealed class RemoteStoreRequestKeyTests : RequestKeyContract
{
    private readonly RemoteStores _stores = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _stores.Dispose();
    }

    protected override IResultStore Open() => _stores.Open();
}

internal sealed class RemoteStores : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public IResultStore Open() => new ReadRemotely(_home.Path);

    public void Dispose() => _home.Dispose();
}

/// <summary>Writes to the store on disk and reads through an API of its own.</summary>
internal sealed class ReadRemotely : IResultStore
{
    private readonly SqliteResultStore _disk;
    private readonly EmbeddedSweepService _service;
    private readonly Lazy<Task<(ApiServer Server, RemoteResults Store)>> _api;

    public ReadRemotely(string home)
    {
        _disk = SqliteResultStore.Open(home);
        _service = new(_disk, _ => new ScriptedTrainer(), new(1, checkpointRoot: null), TimeProvider.System);
        _api = new(() => StartAsync(home));
    }

    public async Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) =>
        await (await ReadAsync()).FindSweepAsync(id, cancellation);

    public async Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) =>
        await (await ReadAsync()).ListSweepsAsync(cancellation);

    public async Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation) =>
        await (await ReadAsync()).FindClaimHolderAsync(sweepId, cancellation);

    public Task DeleteSweepAsync(string sweepId, CancellationToken cancellation) => _disk.DeleteSweepAsync(sweepId, cancellation);

    public Task<long> CompactAsync(bool isDry, CancellationToken cancellation) => _disk.CompactAsync(isDry, cancellation);

    public async Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) =>
        await (await ReadAsync()).LoadProgressAsync(sweepId, pass, cancellation);

    public async Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) =>
        await (await ReadAsync()).FindTrialAsync(sweepId, trial, cancellation);

    public async IAsyncEnumerable<TrialRecord> ReadTrialsAsync(
        string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var trial in (await ReadAsync()).ReadTrialsAsync(sweepId, cancellation))
            yield return trial;
    }

    public async IAsyncEnumerable<EpochRecord> ReadEpochsAsync(
        string sweepId, long? trial, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var epoch in (await ReadAsync()).ReadEpochsAsync(sweepId, trial, cancellation))
            yield return epoch;
    }

    public async Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        await (await ReadAsync()).CountTrialsAsync(sweepId, cancellation);

    public async Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(
        string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        await (await ReadAsync()).ReadLeadersAsync(sweepId, goal, top, cancellation);

    public async Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        await (await ReadAsync()).ReadEventsAsync(sweepId, cancellation);

    public async Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation) =>
        await (await ReadAsync()).ReadDecisionsAsync(sweepId, cancellation);

    public Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation) =>
        _disk.CreateSweepAsync(sweep, cancellation);

    public Task<IAsyncDisposable> ClaimAsync(string sweepId, Claimant? claimant, CancellationToken cancellation) =>
        _disk.ClaimAsync(sweepId, claimant, cancellation);

    public Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation) =>
        _disk.CommitAsync(sweepId, batch, cancellation);

    public Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation) =>
        _disk.PostRequestAsync(sweepId, request, cancellation);

    public Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation) =>
        _disk.TakeRequestAsync(sweepId, cancellation);

    public Task<KeyUse?> FindKeyAsync(string? sweepId, string key, CancellationToken cancellation) =>
        _disk.FindKeyAsync(sweepId, key, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_api.IsValueCreated)
        {
            var (server, store) = await _api.Value;
            await store.DisposeAsync();
            await server.DisposeAsync();
        }

        await _service.DisposeAsync();
        await _disk.DisposeAsync();
    }

    private async Task<(ApiServer Server, RemoteResults Store)> StartAsync(string home)
    {
        var options = new ApiOptions(new(IPAddress.Loopback, 0), home) { RequestsPerMinute = 1_000_000 };
        var server = await ApiServer.StartAsync(
            options,
            new(_service, _disk, (_, _, pinned, _) => pinned),
            TimeProvider.System,
            logging: null,
            TestContext.Current.CancellationToken);
        return (server, new(new(new(server.Address, Key: null), TimeProvider.System)));
    }

    private async Task<RemoteResults> ReadAsync() => (await _api.Value).Store;
}
