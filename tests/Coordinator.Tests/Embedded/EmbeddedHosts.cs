using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Embedded services over one store on disk.</summary>
internal sealed class EmbeddedHosts : SweepHosts
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteResultStore _store;

    public EmbeddedHosts() => _store = SqliteResultStore.Open(_folder.Path);

    public override Task<SweepHost> StartAsync(ITrainer trainer, int workers) =>
        Task.FromResult<SweepHost>(new EmbeddedHost(_store, trainer, new(workers, _folder.Combine("checkpoints")), Time));

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}

internal sealed class EmbeddedHost(IResultStore store, ITrainer trainer, EmbeddedOptions options, TimeProvider time) : SweepHost
{
    private readonly CrashingStore _mine = new(store);
    private EmbeddedSweepService? _service;

    public override ISweepService Service => _service ??= new(_mine, _ => trainer, options, time);

    public override IResultStore Store => store;

    public override void Crash() => _mine.Crash();

    public override async ValueTask DisposeAsync() => await Service.DisposeAsync();
}
