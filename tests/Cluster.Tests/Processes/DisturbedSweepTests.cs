using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Postgres;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>A sweep on real silos that something is done to: in the end the store holds exactly the grid, with the bits of an undisturbed
/// run. Each disturbance is a class of its own, so that one waits while another works.</summary>
public abstract class DisturbedSweepTests : IDisposable
{
    private const int Silos = 3;

    /// <summary>Deadline of waits for a large part of a sweep, which takes minutes on a busy machine.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);

    private readonly PostgresServer? _server = Requirement.Postgres is null ? new() : null;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The server of this class, whose tests are skipped without one.</summary>
    private protected PostgresServer Server => _server!;

    public void Dispose()
    {
        _server?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static string Spec(int configurations, int seeds, int epochs) => $"""
        name: killed
        dataset: glyphs:seed=7,train=2000,test=200
        split:
          last: 200
        seeds: {seeds}
        base:
          epochs: {epochs}
          batch: 50
          hidden: [32]
        space:
          lr:
            log: [1e-4, 1e-1]
            points: {configurations}
        limits:
          lost_attempts: 100
        """;

    private protected async Task<Run> StartAsync(string spec)
    {
        var connection = Server.CreateDatabase();
        var silos = new SiloChildren(connection);
        for (var silo = 0; silo < Silos; silo++)
            await silos.StartAsync();
        var client = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation);
        var sweep = await client.Service.SubmitAsync(new(spec, null), Cancellation);
        return new(silos, (ClusterRuntime)client, PostgresResultStore.Open(new(connection)), sweep.Id, spec);
    }

    private protected sealed class Run(
        SiloChildren silos, ClusterRuntime client, PostgresResultStore store, string id, string spec) : IAsyncDisposable
    {
        // Watched through all that happens to the silos.
        private readonly Task<SweepSnapshot> _end = client.Service.WaitForEndAsync(id, MaxWait);

        public string Id => id;

        public IGrainFactory Grains => client.Client;

        /// <summary>As the API of a cluster reads them.</summary>
        public IResultReader Results { get; } = client.ReadThrough(store);

        public SiloChildren Silos => silos;

        /// <summary>The process id of the silo that runs the sweep.</summary>
        public Task<int?> FindCoordinatorAsync() => store.FindClaimHolderAsync(id, Cancellation);

        /// <summary>The silo that hosts a grain.</summary>
        public async Task<SiloChild> FindHostAsync(IAddressable grain)
        {
            var management = client.Client.GetGrain<IManagementGrain>(0);
            var address = await Eventually.ReadAsync(
                "the grain to have a silo",
                async () => await management.GetActivationAddress(grain),
                found => found is not null && silos.Alive.Any(silo => silo.SiloPort == found.Endpoint.Port),
                found => $"{found}");
            return silos.Alive.Single(silo => silo.SiloPort == address!.Endpoint.Port);
        }

        /// <summary>Waits until so many trials have ended, and returns the sweep's status then. The store is asked: a client waits for
        /// seconds for an answer of a silo that was killed, while the sweep goes on.</summary>
        public async Task<SweepStatus> WaitForAsync(int ended)
        {
            await Eventually.ReadAsync(
                $"{ended} succeeded trials",
                async () => (await store.CountTrialsAsync(id, Cancellation)).GetValueOrDefault(TrialState.Succeeded),
                succeeded => succeeded >= ended, succeeded => $"{succeeded}", MaxWait);
            return (await store.FindSweepAsync(id, Cancellation))!.Status;
        }

        /// <summary>Waits for the sweep's end, and returns what is recorded of it.</summary>
        public async Task<string[]> ShouldEndAsUndisturbedAsync(int trials)
        {
            (await _end).Sweep.Status.ShouldBe(SweepStatus.Finished);
            var disturbed = await RecordAsync();
            disturbed.Length.ShouldBe(trials);
            disturbed.ShouldBe(await UndisturbedAsync(spec));
            return disturbed;
        }

        public Task<string[]> RecordAsync() => RecordedTrials.ReadAsync(store, id, Cancellation);

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await store.DisposeAsync();
            await silos.DisposeAsync();
        }

        private static async Task<string[]> UndisturbedAsync(string spec)
        {
            using var folder = new TemporaryFolder();
            await using var store = SqliteResultStore.Open(folder.Path);
            using var datasets = new DatasetLibrary(DatasetFolders.Find(folder.Path), progress: null);
            await using var service = new EmbeddedSweepService(
                store, _ => new CpuTrainer(datasets, TimeProvider.System), new(2, null), TimeProvider.System);
            var sweep = await service.SubmitAsync(new(spec, null), Cancellation);
            await service.WaitForEndAsync(sweep.Id, MaxWait);
            return await RecordedTrials.ReadAsync(store, sweep.Id, Cancellation);
        }
    }
}
