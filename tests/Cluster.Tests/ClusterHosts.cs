using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.TestingHost;
using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Silo;
using SweepCluster.Silo.Training;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Cluster.Tests;

/// <summary>Silos of one cluster in this process, over one store on disk.</summary>
internal sealed class ClusterHosts : SweepHosts
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteResultStore _store;
    private readonly InProcessTestCluster _cluster;
    private SiloSetup? _setup;

    public ClusterHosts()
    {
        _store = SqliteResultStore.Open(_folder.Path);
        var builder = new InProcessTestClusterBuilder(0);
        builder.ConfigureSilo((_, silo) => silo.UseSweeps(_setup!).AddIncomingGrainCallFilter(Lost));
        // Else a call on its way to a silo that is killed hangs for half a minute.
        builder.ConfigureClient(
            client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5)));
        builder.ConfigureSiloHost((_, host) =>
            host.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(Decisions).AddFilter(DecisionLog.Category, LogLevel.Debug));
        _cluster = builder.Build();
    }

    public IResultStore Store => _store;

    public LostCalls Lost { get; } = new();

    /// <summary>Of the silo that was started last.</summary>
    public SweepMeter Meter => _setup!.Meter;

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>The address of the first silo, as slots' keys hold it.</summary>
    public string Silo => _cluster.Silos[0].SiloAddress.ToParsableString();

    public override Task<SweepHost> StartAsync(ITrainer trainer, int workers) =>
        StartAsync(trainer, workers, Accelerator.Cpu, SiloLabels.Coordinator, SiloLabels.Worker);

    public Task<SweepHost> StartAsync(ITrainer trainer, int workers, Accelerator accelerator, params string[] roles) =>
        StartAsync(trainer, workers, accelerator, checkpoints: null, roles);

    /// <param name="checkpoints">The folder that the silo tries before it trains; null: it tries none.</param>
    public async Task<SweepHost> StartAsync(ITrainer trainer, int workers, Accelerator accelerator, string? checkpoints, string[] roles)
    {
        var store = new CrashingStore(_store);
        _setup = new()
        {
            Roles = roles,
            Accelerator = accelerator,
            Device = "a test",
            Slots = workers,
            Trainers = new OneTrainer(trainer, _folder.Combine("checkpoints")),
            Checkpoints = checkpoints is null ? null : new FolderCheckpointStorage(checkpoints),
            Store = store,
            Clock = new(Time),
            Timing = new()
            {
                SlotTurn = TimeSpan.FromMilliseconds(50),
                SweepTick = TimeSpan.FromMilliseconds(100),
                Watchdog = TimeSpan.FromMilliseconds(500),
                AdoptionTimeoutTicks = 40,
            },
        };
        var first = _cluster.Silos.Count == 0;
        var silo = await _cluster.StartAdditionalSiloAsync();
        if (first)
            await _cluster.InitializeClientAsync();
        return new ClusterHost(_cluster, silo, _store, store);
    }

    public override async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The same for every sweep.</summary>
    private sealed class OneTrainer(ITrainer trainer, string checkpoints) : ITrainerSource
    {
        public ITrainer TrainerOf(int slot) => trainer;

        public TrialLease Prepare(TrialLease lease) =>
            lease with { CheckpointFolder = Path.Combine(checkpoints, lease.SweepId, $"{lease.Trial}") };
    }
}

internal sealed class ClusterHost(
    InProcessTestCluster cluster, InProcessSiloHandle silo, IResultStore store, CrashingStore mine) : SweepHost
{
    private bool _gone;

    public override ISweepService Service { get; } = new ClusterSweepService(cluster.Client, TimeProvider.System);

    public override IResultReader Store => store;

    public override async Task CrashAsync()
    {
        await mine.CrashAsync();
        _gone = true;
        _ = cluster.KillSiloAsync(silo);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_gone)
            return;
        _gone = true;
        await cluster.StopSiloAsync(silo);
    }
}
