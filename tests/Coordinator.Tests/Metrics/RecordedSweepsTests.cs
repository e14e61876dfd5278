using Microsoft.Extensions.Time.Testing;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Runtime.Recorded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Metrics;

/// <summary>What the metrics of a process show of sweeps that another process ran, or runs.</summary>
public sealed class RecordedSweepsTests : IAsyncDisposable
{
    private const string Spec =
        "name: quick\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 2}\n"
        + "space: {width: [8, 16], activation: [relu, tanh]}\n";

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteResultStore _store;
    private readonly ScriptedTrainer _trainer = new();
    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly SweepBoard _board;
    private readonly RecordedSweeps _recorded;

    public RecordedSweepsTests()
    {
        _store = SqliteResultStore.Open(_folder.Path);
        _board = new(_time, maxSweeps: 2);
        _recorded = new(_store, _board, _time, withRunning: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _recorded.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sweep_ThatAnotherProcessFinished_HasTheLeaderboardOfTheStore()
    {
        var id = await RunAsync(Spec);

        var entry = await ReadAsync(entries => entries.Count == 1);

        var leaders = LeaderPlaces.Build(Specs.Read(Spec), await _store.ReadLeadersAsync(id, Goal.Maximize, 10, Cancellation));
        entry[0].Figures.Id.ShouldBe(id);
        entry[0].Figures.Metric.ShouldBe("val_accuracy");
        entry[0].Figures.Leaders.Select(place => place.Objective).ShouldBe(leaders.Select(place => place.Objective));
        entry[0].Figures.Leaders.SelectMany(place => place.Cells).ShouldBe(leaders.SelectMany(place => place.Cells));
        (entry[0].Figures.IsRunning, entry[0].Figures.Tally).ShouldBe((false, null));
        entry[0].Figures.Snapshot.Trials.ShouldBe(8);
        entry[0].At.ShouldBe((await _store.ReadEventsAsync(id, Cancellation))[^1].At, "it has not changed since.");
    }

    [Fact]
    public async Task Sweeps_MoreThanTheBoardTakes_AreTheLatest()
    {
        string[] ids = [await RunAsync(Spec), await RunAsync(Spec), await RunAsync(Spec)];

        var entries = await ReadAsync(entries => entries.Count == 2);

        entries.Select(entry => entry.Figures.Id).ShouldBe(ids[1..]);
    }

    [Fact]
    public async Task Sweep_ThatWasInterrupted_IsShownAndDoesNotRun()
    {
        var held = _trainer.HoldBefore(3, 1);
        var service = Service();
        var id = (await service.SubmitAsync(new(Spec, null), Cancellation)).Id;
        await held.Reached;

        var running = await ReadAsync(entries => entries.Any(entry => entry.Figures.IsRunning));
        running.ShouldHaveSingleItem().Figures.Tally.ShouldBeNull("this process doesn't see what happens.");
        await service.DisposeAsync();
        (await _store.FindSweepAsync(id, Cancellation))!.Status.ShouldBe(SweepStatus.Running);
        _time.Advance(RecordedSweeps.MinAge);
        var interrupted = await ReadAsync(entries => entries.Any(entry => !entry.Figures.IsRunning));

        interrupted.ShouldHaveSingleItem().Figures.Snapshot.Counts.GetValueOrDefault(TrialState.Succeeded).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Sweep_ThatChanges_IsReadAgainOnceTheLatestReadingIsOldEnough()
    {
        await RunAsync(Spec);
        await ReadAsync(entries => entries.Count == 1);
        await RunAsync(Spec);

        _recorded.Refresh();
        _board.Read().Count.ShouldBe(1, "the latest reading is not old enough");
        _time.Advance(RecordedSweeps.MinAge);

        await ReadAsync(entries => entries.Count == 2);
    }

    [Fact]
    public async Task Store_ThatFails_LeavesTheSweepsAsTheyWere()
    {
        var crashing = new CrashingStore(_store);
        await using var recorded = new RecordedSweeps(crashing, _board, _time, withRunning: true);
        await RunAsync(Spec);
        recorded.Refresh();
        await Eventually.HoldsAsync("the sweep to be read", () => _board.Read().Count == 1);

        await crashing.CrashAsync();
        _time.Advance(RecordedSweeps.MinAge);
        recorded.Refresh();
        await recorded.DisposeAsync();

        _board.Read().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Metrics_OfAServerThatWasRestarted_HaveTheSweepsOfBefore()
    {
        var id = await RunAsync(Spec);
        await using var rig = new MetricsRig(store: _store, recordedSweeps: 5);
        await rig.StartAsync();

        await Eventually.PassesAsync("the leaderboard of the finished sweep", async () =>
        {
            using var answer = await rig.GetAsync();
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            text.ShouldContain($"sweepcluster_sweep_running{{sweep=\"{id}\"}} 0\n");
            text.Split('\n').ShouldContain(line => line.Contains("column=\"activation\"") && line.Contains("text=\"relu\""));
            text.ShouldNotContain("sweepcluster_epochs_total{");
        });
    }

    private async Task<string> RunAsync(string spec)
    {
        await using var service = Service();
        var id = (await service.SubmitAsync(new(spec, null), Cancellation)).Id;
        await service.WaitForEndAsync(id);
        return id;
    }

    private EmbeddedSweepService Service() => new(_store, _ => _trainer, new(1, checkpointRoot: null), TimeProvider.System);

    private Task<IReadOnlyList<BoardEntry>> ReadAsync(Func<IReadOnlyList<BoardEntry>, bool> isWanted) => Eventually.ReadAsync(
        "the recorded sweeps",
        () =>
        {
            _recorded.Refresh();
            return _board.Read();
        },
        isWanted,
        entries => string.Join(", ", entries.Select(entry => $"{entry.Figures.Id} running {entry.Figures.IsRunning}")));
}
