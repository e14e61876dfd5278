using Microsoft.Extensions.Time.Testing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Runtime.Slots;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Logging;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Which trials a slot takes together.</summary>
public sealed class EmbeddedPackTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly SqliteResultStore _store;
    private readonly ScriptedTrainer _script = new();
    private readonly LogCollector _log = new();
    private readonly ScriptedPackTrainer _trainer;

    public EmbeddedPackTests() => (_store, _trainer) = (SqliteResultStore.Open(_folder.Path), new(_script));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Slot_AtTheStartOfASweep_TakesWholePacks()
    {
        await RunAsync(new(1, null), seeds: 5);

        _trainer.Packs.Take(2).ShouldBe([[0, 1, 2], [3, 4, 5]]);
        _log.Of("SlotTaken").Take(2).Select(entry => (entry["Trial"], entry["Others"], entry["Reason"]))
            .ShouldBe([(0L, 2, "the pack is full"), (3L, 2, "the pack is full")]);
        _log.Of("PackJoined").Take(4).Select(entry => (entry["Trial"], entry["FirstTrial"]))
            .ShouldBe([(1L, 0L), (2L, 0L), (4L, 3L), (5L, 3L)]);
    }

    [Fact]
    public async Task Slots_NearTheEndOfASweep_ShareWhatIsLeft()
    {
        var gates = Enumerable.Range(0, 4).Select(trial => _script.HoldBefore(trial, epoch: 2)).ToArray();
        await using var service = Service(new(2, null));
        var id = await SubmitAsync(service, seeds: 2);
        await AdvanceUntilAsync(service, id, running => running.Count == 4 || running.Select(trial => trial.Slot).Distinct().Count() == 2);

        // No trial has ended: a slot that had taken more than its half would leave the other nothing.
        (await FirstAsync(service, id)).Running.Select(trial => trial.Slot).Distinct().ShouldBe([0, 1]);
        _trainer.Packs.ShouldNotBeEmpty();
        _trainer.Packs.ShouldAllBe(pack => pack.Count == 2);
        foreach (var gate in gates)
            gate.Open();
        await EndAsync(service, id);
    }

    [Fact]
    public async Task Watch_APack_ShowsEachOfItsTrials()
    {
        var gates = Enumerable.Range(0, 3).Select(trial => _script.HoldBefore(trial, epoch: 2 + (trial % 2))).ToArray();
        await using var service = Service(new(1, null));
        var id = await SubmitAsync(service, seeds: 2);
        await Task.WhenAll(gates.Select(gate => gate.Reached));

        await Eventually.PassesAsync("each trial of the pack to be shown where it is held", async () =>
            (await FirstAsync(service, id)).Running.Select(trial => (trial.Slot, trial.Trial, trial.Progress.Epoch))
                .ShouldBe([(0, 0, 1), (0, 1, 2), (0, 2, 1)]));
        gates[1].Open();
        await AdvanceUntilAsync(service, id, running => running.All(trial => trial.Trial != 1));
        gates[0].Open();
        gates[2].Open();
        await EndAsync(service, id);
    }

    [Fact]
    public async Task Slot_WithoutPacking_TakesTrialsOneByOne()
    {
        await RunAsync(new(1, null) { Packing = false }, seeds: 5);

        _trainer.Packs.ShouldBeEmpty();
        _script.Leases.Select(lease => lease.Trial).ShouldBe(Enumerable.Range(0, 10).Select(trial => (long)trial));
    }

    [Fact]
    public async Task Sweep_WithAndWithoutPacking_LeavesTheSameRecords()
    {
        using var library = new DatasetLibrary(DatasetFolders.Find(null));
        var spec = new SweepSubmission(
            "name: packs\ndataset: 'glyphs:seed=7,train=300,test=50'\nsplit: {last: 50}\nseeds: 2\nbase: {epochs: 2}\n"
            + "space: {width: [8, 16], lr: [0.01, 0.1, 1.0e+9], optimizer: [sgd, adam]}\n",
            null);
        var (packed, alone) = (await RecordsAsync(packing: true), await RecordsAsync(packing: false));

        packed.Trials.Length.ShouldBe(24);
        packed.Trials.Select(trial => trial.State).Distinct().Count().ShouldBe(2);
        packed.Trials.ShouldBe(alone.Trials);
        packed.Epochs.ShouldBe(alone.Epochs);

        async Task<(TrialRecord[] Trials, EpochRecord[] Epochs)> RecordsAsync(bool packing)
        {
            // A clock that stands still: durations are the same, too.
            await using var service = new EmbeddedSweepService(
                _store, _ => new CpuTrainer(library, _time), new(2, _folder.Combine($"{packing}")) { Packing = packing }, _time);
            var id = (await service.SubmitAsync(spec, Cancellation)).Id;
            await EndAsync(service, id);
            return (
                await _store.ReadTrialsAsync(id, Cancellation).ToArrayAsync(Cancellation),
                await _store.ReadEpochsAsync(id, null, Cancellation).ToArrayAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(4, 1, 4)]
    [InlineData(7, 2, 4)]
    [InlineData(8, 2, 4)]
    [InlineData(3, 4, 1)]
    [InlineData(5, 4, 2)]
    public void Share_OfASlot_LeavesTheOthersTheirs(int trials, int slots, int expected) =>
        PackSelection.Share(trials, slots).ShouldBe(expected);

    [Fact]
    public void Time_OfAPack_IsSharedAmongThoseThatArePresent()
    {
        var share = new SlotShare(3, _time);

        _time.Advance(TimeSpan.FromSeconds(3));
        share.Leave().TotalSeconds.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(4));
        share.Leave().TotalSeconds.ShouldBe(3);
        _time.Advance(TimeSpan.FromSeconds(5));
        share.Leave().TotalSeconds.ShouldBe(8);
    }

    private EmbeddedSweepService Service(EmbeddedOptions options) =>
        new(_store, _ => _trainer, options with { Decisions = new(_log) }, _time);

    private async Task RunAsync(EmbeddedOptions options, int seeds)
    {
        await using var service = Service(options);
        await EndAsync(service, await SubmitAsync(service, seeds));
    }

    private static async Task<string> SubmitAsync(EmbeddedSweepService service, int seeds) =>
        (await service.SubmitAsync(
            new(Specs.Quick($"seeds: {seeds}\nbase: {{epochs: 3}}\nspace: {{width: [8, 16]}}\n").Text, null), Cancellation)).Id;

    private static async Task<SweepSnapshot> FirstAsync(EmbeddedSweepService service, string id) =>
        (await service.WatchAsync(id, Cancellation).ReadUntilAsync("a snapshot", _ => true)).ShouldNotBeNull();

    private Task<SweepSnapshot> AdvanceUntilAsync(EmbeddedSweepService service, string id, Func<IReadOnlyList<RunningTrial>, bool> holds) =>
        Eventually.ReadAsync(
            "the running trials to be as wanted",
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(250));
                return FirstAsync(service, id);
            },
            snapshot => holds(snapshot.Running),
            SweepWaits.Describe);

    private static Task<SweepSnapshot?> EndAsync(EmbeddedSweepService service, string id) =>
        service.WatchAsync(id, Cancellation).ReadUntilAsync(
            "the sweep to end",
            snapshot =>
            {
                snapshot.Running.Count.ShouldBeLessThanOrEqualTo(8);
                return false;
            },
            SweepWaits.Describe);
}
