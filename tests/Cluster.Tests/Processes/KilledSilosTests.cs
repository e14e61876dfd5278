using System.Net;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Cluster;
using SweepCluster.Coordinator.Embedded;
using SweepCluster.Storage.Postgres;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>A sweep on real silos, some of which are killed: in the end the store holds exactly the grid, with the bits of an
/// undisturbed run.</summary>
public sealed class KilledSilosTests : IDisposable
{
    private const int Silos = 3;

    /// <summary>Deadline of waits for a large part of a sweep, which takes minutes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly PostgresServer? _server = Requirement.Postgres is null ? new() : null;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _server?.Dispose();

    [PostgresFact]
    public async Task Silos_KilledAtRandom_EndWithExactlyTheGridAndTheSameBits()
    {
        const int kills = 20;
        var chance = new Random(20);
        await using var run = await StartAsync(Spec(configurations: 100, seeds: 5, epochs: 30));
        var replacements = new Queue<Task>();

        for (var kill = 1; kill <= kills; kill++)
        {
            var before = await run.WaitForAsync(ended: kill * 500 / (kills + 2));
            before.ShouldBe(SweepStatus.Running, "every kill is to hit a running sweep");
            // The sweep goes on meanwhile; somebody must be left to kill.
            while (run.Silos.Alive.Count < 2)
                await replacements.Dequeue();
            run.Silos.Kill(run.Silos.Alive[chance.Next(run.Silos.Alive.Count)]);
            replacements.Enqueue(run.Silos.StartAsync());
        }

        await Task.WhenAll(replacements);
        await run.ShouldEndAsUndisturbedAsync(trials: 500);
    }

    [PostgresFact]
    public async Task Database_RestartedTwiceAndSilosKilled_EndsWithExactlyTheGridAndTheSameBits()
    {
        await using var run = await StartAsync(Spec(configurations: 30, seeds: 5, epochs: 10));

        for (var round = 1; round <= 2; round++)
        {
            await run.WaitForAsync(ended: round * 50);
            _server!.StopAtOnce();
            await run.Silos.Alive[0].WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
            _server.Start();
            run.Silos.Kill(run.Silos.Alive[0]);
            await run.Silos.StartAsync();
        }

        await run.ShouldEndAsUndisturbedAsync(trials: 150);
    }

    [PostgresFact]
    public async Task Silos_StoppedInOrder_LeaveTheRestToTheOthers()
    {
        await using var run = await StartAsync(Spec(configurations: 30, seeds: 5, epochs: 10));
        await run.WaitForAsync(ended: 20);

        (await run.Silos.Alive[0].StopAsync()).ShouldBe(0);
        (await run.Silos.Alive[1].StopAsync()).ShouldBe(0);

        await run.ShouldEndAsUndisturbedAsync(trials: 150);
    }

    [PostgresFact]
    public async Task Coordinator_FrozenWhileItRunsTheSweep_IsFollowedByAnotherAndWritesNoMore()
    {
        await using var run = await StartAsync(Spec(configurations: 30, seeds: 5, epochs: 10));
        await run.WaitForAsync(ended: 10);
        var frozen = run.Silos.Alive.Single(silo => silo.Id == run.Coordinator);

        frozen.Signal("STOP");
        var ended = await run.ShouldEndAsUndisturbedAsync(trials: 150);
        frozen.Signal("CONT");

        // It learns that it was declared dead, and ends.
        await frozen.EndAsync();
        (await run.RecordAsync()).ShouldBe(ended);
    }

    private static string Spec(int configurations, int seeds, int epochs) => $"""
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

    private async Task<Run> StartAsync(string spec)
    {
        var connection = _server!.CreateDatabase();
        var silos = new SiloChildren(connection);
        for (var silo = 0; silo < Silos; silo++)
            await silos.StartAsync();
        var client = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation);
        var sweep = await client.Service.SubmitAsync(new(spec, null), Cancellation);
        return new(silos, client.Service, client, PostgresResultStore.Open(new(connection)), sweep.Id, spec);
    }

    private sealed class Run(
        SiloChildren silos, ISweepService service, IAsyncDisposable client, PostgresResultStore store, string id, string spec) : IAsyncDisposable
    {
        // Watched through all that happens to the silos.
        private readonly Task<SweepSnapshot> _end = service.WaitForEndAsync(id, Patience);

        public SiloChildren Silos => silos;

        /// <summary>The process id of the silo that runs the sweep.</summary>
        public int? Coordinator => store.ClaimHolder(id);

        /// <summary>Waits until so many trials have ended, and returns the sweep's status then. The store is asked: a client waits for seconds for
        /// an answer of a silo that was killed, while the sweep goes on.</summary>
        public async Task<SweepStatus> WaitForAsync(int ended)
        {
            await Eventually.ReadAsync(
                $"{ended} succeeded trials", async () => (await store.CountTrialsAsync(id, Cancellation)).GetValueOrDefault(TrialState.Succeeded),
                succeeded => succeeded >= ended, succeeded => $"{succeeded}", Patience);
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

        public Task<string[]> RecordAsync() => RecordAsync(store, id);

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
            using var datasets = new DatasetLibrary(DatasetFolders.For(folder.Path), progress: null);
            await using var service = new EmbeddedSweepService(store, _ => new CpuTrainer(datasets, TimeProvider.System), new(2, null), TimeProvider.System);
            var sweep = await service.SubmitAsync(new(spec, null), Cancellation);
            await service.WaitForEndAsync(sweep.Id, Patience);
            return await RecordAsync(store, sweep.Id);
        }

        /// <summary>Everything that must be the same, a line for each trial.</summary>
        private static async Task<string[]> RecordAsync(IResultStore store, string id)
        {
            var epochs = (await store.ReadEpochsAsync(id, null, Cancellation).ToArrayAsync(Cancellation)).ToLookup(epoch => epoch.Trial, epoch => epoch.Report with { Seconds = 0 });
            return await store.ReadTrialsAsync(id, Cancellation)
                .Select(trial => $"{trial.Trial} {trial.State} {trial.Final?.WeightsHash} {trial.Final?.TestLoss:R} {string.Join(';', epochs[trial.Trial])}")
                .ToArrayAsync(Cancellation);
        }
    }
}
