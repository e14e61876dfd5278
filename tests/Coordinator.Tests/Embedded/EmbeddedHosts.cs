using SweepCluster.Contracts.Ports;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Embedded services over one store on disk.</summary>
/// <param name="packs">Whether the trainer takes several trials at once.</param>
internal sealed class EmbeddedHosts(bool packs = false) : SweepHosts
{
    private readonly TemporaryFolder _folder = new();
    private SqliteResultStore? _store;

    private SqliteResultStore Store => _store ??= SqliteResultStore.Open(_folder.Path);

    public override Task<SweepHost> StartAsync(ITrainer trainer, int workers) =>
        Task.FromResult<SweepHost>(new EmbeddedHost(
            Store,
            packs ? new ScriptedPackTrainer((ScriptedTrainer)trainer) : trainer,
            new(workers, _folder.Combine("checkpoints")) { Decisions = new(Decisions) },
            Time));

    public override async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}

internal sealed class EmbeddedHost(IResultStore store, ITrainer trainer, EmbeddedOptions options, TimeProvider time) : SweepHost
{
    private readonly CrashingStore _mine = new(store);
    private EmbeddedSweepService? _service;

    public override ISweepService Service => _service ??= new(_mine, _ => trainer, options, time);

    public override IResultReader Store => store;

    public override Task CrashAsync() => _mine.CrashAsync();

    public override async ValueTask DisposeAsync() => await Service.DisposeAsync();
}
