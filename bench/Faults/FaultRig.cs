using System.Diagnostics;
using System.Globalization;
using SweepCluster.Bench.Cluster;
using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Bench.Faults;

/// <summary>What faults hit: silos as processes, a PostgreSQL server of its own, and sweeps that run on them.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    /// <summary>Maximum time of every wait.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(20);

    private readonly PostgresServer _server;
    private readonly BenchSilos _silos;
    private readonly ClusterRuntime _client;
    private readonly PostgresResultStore _store;

    private FaultRig(
        PostgresServer server, BenchSilos silos, ClusterRuntime client, PostgresResultStore store, UndisturbedRun undisturbed)
    {
        (_server, _silos, _client, _store) = (server, silos, client, store);
        Watch = new(store);
        Sweeps = new(client.Service, store, Watch, undisturbed);
    }

    public RecoveryWatch Watch { get; }

    public FaultSweeps Sweeps { get; }

    public ISweepService Service => _client.Service;

    public PostgresServer Server => _server;

    public IReadOnlyList<SiloProcess> Silos => _silos.Started;

    /// <summary>Starts server and silos.</summary>
    /// <param name="silos">Number of silos.</param>
    /// <param name="undisturbed">The run that each sweep is compared with.</param>
    public static async Task<FaultRig> StartAsync(int silos, UndisturbedRun undisturbed)
    {
        var server = new PostgresServer();
        BenchSilos? started = null;
        ISweepRuntime? client = null;
        try
        {
            var connection = server.CreateDatabase();
            started = new(connection, "noop");
            await started.StartAsync(silos);
            client = await ClusterRuntime.ConnectAsync(new(null, BenchSilos.ClusterId), connection, tls: null, CancellationToken.None);
            // A read that fails is repeated by the watch, which so sees the end of an outage at once.
            var store = PostgresResultStore.Open(new(connection) { RetryTimeout = TimeSpan.Zero });
            return new(server, started, (ClusterRuntime)client, store, undisturbed);
        }
        catch
        {
            if (client is not null)
                await client.DisposeAsync();
            if (started is not null)
                await started.DisposeAsync();
            server.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a pause, and finds the running sweep that a fault is to hit.</summary>
    public async Task<string> FindRunningAsync(TimeSpan pause)
    {
        await ReplaceEndedAsync();
        await Sweeps.FindRunningAsync();
        await Task.Delay(pause);
        return await Sweeps.FindRunningAsync();
    }

    /// <summary>Waits for a pause, and finds the running sweep that a fault is to hit, and the silo that runs it: the holder of the
    /// sweep's claim.</summary>
    public async Task<(string Sweep, SiloProcess Coordinator)> FindCoordinatorAsync(TimeSpan pause)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            // A sweep that ends meanwhile gives up its claim, and another one is found.
            var sweep = await FindRunningAsync(pause);
            var holder = await RecoveryWatch.ReadAsync(() => _store.FindClaimHolderAsync(sweep, CancellationToken.None));
            if (Silos.FirstOrDefault(silo => silo.Id == holder) is { } coordinator)
                return (sweep, coordinator);
            await WaitAsync(began, $"no silo holds the claim of {sweep}");
        }
    }

    /// <summary>The silo of the catalogue, which records a submission and starts its sweep.</summary>
    public async Task<SiloProcess> FindCatalogueAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var catalogue = _client.Client.GetGrain<ISweepCatalogGrain>(0);
        while (true)
        {
            try
            {
                // The grain is activated by its first call.
                await catalogue.SlotsAsync();
                var address = await _client.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(catalogue);
                if (Silos.FirstOrDefault(silo => silo.Ports.Silo == address?.Endpoint.Port) is { } host)
                    return host;
            }
            catch (Exception failure) when (GrainCallFailure.IsTransient(failure, CancellationToken.None))
            {
                // A silo that was killed just before is not declared dead yet.
            }

            await WaitAsync(began, "no silo hosts the catalogue of sweeps");
        }
    }

    /// <summary>The trials of a sweep that have ended, with their attempts and the times of their ends: a late report that is not refused
    /// changes them.</summary>
    public Task<string[]> ReadEndsAsync(string sweepId) => RecoveryWatch.ReadAsync(() =>
        _store.ReadTrialsAsync(sweepId, CancellationToken.None)
            .Where(trial => trial.State is not (TrialState.Running or TrialState.Waiting))
            .Select(trial => string.Create(CultureInfo.InvariantCulture, $"{trial.Trial} {trial.Attempt} {trial.FinishedAt:O}"))
            .ToArrayAsync()
            .AsTask());

    /// <summary>Number of attempts at trials of a sweep that were lost with their silo.</summary>
    public async Task<int> CountLostAttemptsAsync(string sweepId) =>
        (await RecoveryWatch.ReadAsync(() => _store.ReadEventsAsync(sweepId, CancellationToken.None)))
        .Count(recorded => recorded.Kind == "attempt-lost");

    /// <summary>Number of recorded sweeps.</summary>
    public async Task<int> CountSweepsAsync() =>
        (await RecoveryWatch.ReadAsync(() => _store.ListSweepsAsync(CancellationToken.None))).Count;

    /// <summary>Starts another silo in the place of one that was killed.</summary>
    public Task ReplaceAsync(SiloProcess silo) => _silos.ReplaceAsync(silo);

    /// <summary>Waits until a silo has ended that was declared dead while it was stopped.</summary>
    /// <exception cref="SweepException">It still runs after two minutes.</exception>
    public static async Task WaitForExitAsync(SiloProcess silo)
    {
        try
        {
            await silo.Exited.WaitAsync(Timeout);
        }
        catch (TimeoutException late)
        {
            throw new SweepException(
                $"Silo {silo.Number} still runs {Timeout.TotalSeconds:0} s after it was continued.", SweepErrorKind.Environment, late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _client.DisposeAsync();
        await _silos.DisposeAsync();
        _server.Dispose();
    }

    private async Task ReplaceEndedAsync()
    {
        foreach (var silo in Silos.Where(silo => silo.Exited.IsCompleted).ToArray())
        {
            Console.WriteLine($"silo {silo.Number} ended by itself; another one takes its place. Its last lines:{silo.Log.Last}");
            await ReplaceAsync(silo);
        }
    }

    private static async Task WaitAsync(long began, string problem)
    {
        if (Stopwatch.GetElapsedTime(began) > Timeout)
            throw new SweepException($"After {Timeout.TotalSeconds:0} s {problem}.", SweepErrorKind.Environment);
        await Task.Delay(BetweenReads);
    }
}
