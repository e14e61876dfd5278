using Microsoft.Extensions.Time.Testing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>When the embedded runtime saves.</summary>
public sealed class EmbeddedBatchTests : IAsyncDisposable
{
    private const string Grid = "seeds: 3\nbase: {epochs: 2}\nspace: {width: [8, 16]}\n";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly SqliteResultStore _store;

    public EmbeddedBatchTests() => _store = SqliteResultStore.Open(_folder.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Epochs_OfARunningTrial_AreSavedWithTheNextTick()
    {
        var trainer = new ScriptedTrainer();
        var gate = trainer.HoldBefore(0, epoch: 2);
        await using var service = Service(_store, trainer, workers: 1);
        var id = await SubmitAsync(service);
        await gate.Reached;
        (await _store.FindTrialAsync(id, 0, Cancellation))!.Epochs.ShouldBe(0);

        _time.Advance(TimeSpan.FromMilliseconds(250));
        await service.ChangeAsync(id, new SweepChange.Resume(), Cancellation);

        (await _store.FindTrialAsync(id, 0, Cancellation))!.Epochs.ShouldBe(1);
        gate.Open();
        await EndAsync(service, id);
    }

    private EmbeddedSweepService Service(IResultStore store, ITrainer trainer, int workers) =>
        new(store, _ => trainer, new(workers, null), _time);

    private static async Task<string> SubmitAsync(EmbeddedSweepService service) =>
        (await service.SubmitAsync(new(Specs.Quick(Grid).Text, null), Cancellation)).Id;

    private static Task<SweepSnapshot?> EndAsync(EmbeddedSweepService service, string id) =>
        service.WatchAsync(id, Cancellation).ReadUntilAsync(
            "the sweep to end",
            snapshot =>
            {
                snapshot.Trials.ShouldBe(6);
                return false;
            },
            SweepWaits.Describe);
}
