using Microsoft.Extensions.Time.Testing;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Tables;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Coordinator.Tests.Tables;

public sealed class TrialTableTests : IAsyncDisposable
{
    // Configurations 0 to 5: width 8, 16, 100 by adam and sgd(lr=0.1).
    private const string Text = """
        name: grid
        dataset: glyphs
        split: {last: 100}
        seeds: 2
        base: {epochs: 2}
        space:
          width: [8, 100, 16]
          optimizer: [adam, {name: sgd, lr: 0.1}]
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly SqliteResultStore _store;
    private readonly TrialTable _table;

    public TrialTableTests()
    {
        _store = SqliteResultStore.Open(_folder.Path);
        _table = new(SpecReader.Read(Text).Spec!, _store, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", "0 1 2 3 4 5 6")]
    [InlineData("width=8", "0 1 6")]
    [InlineData("width>=16", "2 3 4 5")]
    [InlineData("width>=16 optimizer=adam", "2 4")]
    [InlineData("optimizer=sgd", "1 3 5")]
    [InlineData("optimizer!=sgd", "0 2 4 6")]
    [InlineData("optimizer=sgd(lr=0.1)", "1 3 5")]
    [InlineData("optimizer~LR", "1 3 5")]
    [InlineData("state=failed", "3")]
    [InlineData("state=failed,diverged", "3 5")]
    [InlineData("state!=succeeded", "3 5 6")]
    [InlineData("objective>0.5", "1 2")]
    [InlineData("objective<=0.5", "0 4")]
    [InlineData("reason~disk", "3")]
    [InlineData("\"no room\"", "3")]
    [InlineData("SGD", "1 3 5")]
    [InlineData("diverged", "5")]
    [InlineData("seed=2", "6")]
    [InlineData("test_accuracy>0.9", "0 1 2 4")]
    [InlineData("width=8 width=16", "")]
    [InlineData("width >= 16 optimizer = adam", "2 4")]
    [InlineData("width>= 16 and optimizer =adam", "2 4")]
    [InlineData("width=8 or width=16", "0 1 4 5 6")]
    [InlineData("width=8 optimizer=sgd or state=failed", "1 3")]
    [InlineData("width in [8, 100]", "0 1 2 3 6")]
    [InlineData("optimizer in (sgd) width in [8]", "1")]
    [InlineData("state in [failed, diverged]", "3 5")]
    [InlineData("seed in [2, 3]", "6")]
    [InlineData("test_acc > 0.9", "0 1 2 4")]
    public async Task Filter_OfConditions_FindsThoseThatMeetAll(string filter, string trials) =>
        (await FindAsync(filter, null)).ShouldBe(trials);

    [Theory]
    [InlineData("trial", "0 1 2 3 4 5 6")]
    [InlineData("-trial", "6 5 4 3 2 1 0")]
    [InlineData("objective", "0 4 1 2 3 5 6")]
    [InlineData("-objective", "2 1 0 4 3 5 6")]
    [InlineData("width", "0 1 6 4 5 2 3")]
    [InlineData("-width", "2 3 4 5 0 1 6")]
    [InlineData("optimizer", "0 2 4 6 1 3 5")]
    [InlineData("state", "6 0 1 2 4 5 3")]
    public async Task Sort_ByAColumn_PutsWhatLacksItLastAndTiesByNumber(string sort, string trials) =>
        (await FindAsync(null, sort)).ShouldBe(trials);

    [Theory]
    [InlineData("height=3", null, "filter: There is no 'height'. Known: width, optimizer, trial")]
    [InlineData("objective=best", null, "'best' is not a number")]
    [InlineData("objective~1", null, "objective is a number")]
    [InlineData("state=odd", null, "state is one of running, waiting, succeeded")]
    [InlineData("width<x", null, "'x' is not a number")]
    [InlineData("=3", null, "can't be read")]
    [InlineData("width=", null, "lacks a value")]
    [InlineData("or width=8", null, "there is no condition before 'or'")]
    [InlineData("width=8 or", null, "there is no condition after 'or'")]
    [InlineData(null, "depth", "sort: There is no 'depth'. Known: width")]
    public async Task Question_ThatMakesNoSense_IsRefused(string? filter, string? sort, string hint) =>
        (await Should.ThrowAsync<SweepException>(() => FindAsync(filter, sort))).Message.ShouldContain(hint);

    [Fact]
    public async Task Window_OnTheRows_IsThatPartOfThem()
    {
        var sweep = await FillAsync();

        var window = await _table.FindAsync(sweep, "width<=16", "-trial", 1, 2, Cancellation);
        var beyond = await _table.FindAsync(sweep, "width<=16", "-trial", 100, 2, Cancellation);

        window.Trials.ShouldBe([5, 4]);
        (window.Matching, window.Total).ShouldBe((5, 7));
        window.Settings.ShouldBe(["width", "optimizer"]);
        beyond.Trials.ShouldBeEmpty();
        beyond.Matching.ShouldBe(5);
    }

    [Fact]
    public async Task Table_OfARunningSweep_KeepsUpWithTheStore()
    {
        var sweep = await FillAsync();
        var before = await _table.FindAsync(sweep, "state=succeeded", null, 0, 100, Cancellation);

        await _store.CommitAsync(
            sweep.Id, StoreSamples.Batch(Trial(0, 1, TrialState.Succeeded, 0.9), Trial(1, 1, TrialState.Running, null)), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));
        var after = await _table.FindAsync(sweep, "state=succeeded", "-objective", 0, 100, Cancellation);

        before.Trials.ShouldBe([0, 1, 2, 4]);
        after.Trials.ShouldBe([6, 2, 1, 0, 4]);
        after.Total.ShouldBe(8);
        after.Version.ShouldNotBe(before.Version);
    }

    [Fact]
    public async Task Table_AskedAgainAtOnce_DoesNotReadTheStoreAgain()
    {
        var sweep = await FillAsync();
        var before = await _table.FindAsync(sweep, null, null, 0, 100, Cancellation);

        await _store.CommitAsync(sweep.Id, StoreSamples.Batch(Trial(1, 1, TrialState.Running, null)), Cancellation);
        var after = await _table.FindAsync(sweep, null, null, 0, 100, Cancellation);

        after.Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task Table_WhereATrialCameToAnotherEndUnseen_IsReadAnew()
    {
        var sweep = await FillAsync();
        (await _table.FindAsync(sweep, "state=failed", null, 0, 100, Cancellation)).Trials.ShouldBe([3]);

        await _store.CommitAsync(sweep.Id, StoreSamples.Batch(Trial(3, 0, TrialState.Succeeded, 0.3)), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(10));

        (await _table.FindAsync(sweep, "state=failed", null, 0, 100, Cancellation)).Trials.ShouldBeEmpty();
    }

    [Fact]
    public async Task Totals_OfConfigurations_AreOverTheirSeeds()
    {
        var sweep = await FillAsync();
        await _store.CommitAsync(sweep.Id, StoreSamples.Batch(Trial(0, 1, TrialState.Succeeded, 0.75)), Cancellation);

        var rows = await _table.QueryAsync(sweep, index => new ChartRows(index.Totals(), Goal.Maximize, index.SettingsOf), Cancellation);

        rows.Rows.Select(row => (rows[row].Configuration, rows[row].Objective)).ShouldBe([(2, 0.75), (0, 0.625), (1, 0.625), (4, 0.5)]);
        string.Join(", ", rows.Settings(0)).ShouldBe("width=100, optimizer=adam");
    }

    [Fact]
    public async Task Totals_SeedsThatEndedWithoutAResult_LeaveObjectiveAndTimeAlone()
    {
        var sweep = await FillAsync();
        await _store.CommitAsync(
            sweep.Id,
            StoreSamples.Batch(
                Trial(2, 1, TrialState.Failed, 0.25) with { TrainSeconds = 1000 },
                Trial(4, 1, TrialState.Cancelled, 0.99) with { TrainSeconds = 1000 }),
            Cancellation);

        var rows = await _table.QueryAsync(sweep, index => new ChartRows(index.Totals(), Goal.Maximize, index.SettingsOf), Cancellation);

        rows.Rows.Select(row => (rows[row].Configuration, rows[row].Objective, rows[row].Seconds))
            .ShouldBe([(2, 0.75, 3), (1, 0.625, 3), (0, 0.5, 3), (4, 0.5, 3)]);
    }

    private async Task<string> FindAsync(string? filter, string? sort) =>
        string.Join(' ', (await _table.FindAsync(await FillAsync(), filter, sort, 0, 100, Cancellation)).Trials);

    private async Task<SweepRecord> FillAsync()
    {
        var sweep = await _store.CreateSweepAsync(new("grid", Text, null, 6, 2, _time.GetUtcNow()), Cancellation);
        await _store.CommitAsync(
            sweep.Id,
            StoreSamples.Batch(
                Trial(0, 0, TrialState.Succeeded, 0.5), Trial(1, 0, TrialState.Succeeded, 0.625), Trial(2, 0, TrialState.Succeeded, 0.75),
                Trial(3, 0, TrialState.Failed, null) with { Reason = "no room on the disk" }, Trial(4, 0, TrialState.Succeeded, 0.5),
                Trial(5, 0, TrialState.Diverged, null), Trial(0, 1, TrialState.Running, null)),
            Cancellation);
        return sweep;
    }

    private static TrialRecord Trial(long configuration, int seedIndex, TrialState state, double? objective) =>
        StoreSamples.Trial(configuration, objective, state, seedIndex, configurations: 6);
}
