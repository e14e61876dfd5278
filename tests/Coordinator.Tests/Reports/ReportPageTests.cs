using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Reporting.Html;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing.Requirements;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Tests.Reports;

/// <summary>Pages of sweeps that were recorded, not run.</summary>
public sealed class ReportPageTests : IDisposable
{
    private const int MaxBytes = 10_000_000;

    // Bytes. All trials at once would need several times as much.
    private const long HeapLimit = 80 << 20;

    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [Fact]
    public async Task Page_WithoutCharts_SaysSoAndHasOpenTables()
    {
        await RecordAsync("name: plain\ndataset: glyphs\nsplit: {last: 100}\nspace: {width: [8, 16], lr: [0.1, 0.2]}\n", 4);

        var page = ReportPage.Build(await ContentAsync("plain-1"), new("", Script: null));

        page.ShouldContain("This report has no charts");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("data-chart");
        page.ShouldContain("<details open><summary>Figures of each setting</summary>");
        page.ShouldContain("<details open><summary>val_accuracy by width and lr</summary>");
    }

    [Fact]
    public async Task Page_TenThousandTrials_StaysBelowTenMegabytesAndSaysWhatIsLeftOut()
    {
        await RecordAsync(
            "name: large\ndataset: glyphs\nsplit: {last: 100}\nsearch: {random: 10000}\n"
            + "space: {lr: {log: [1e-5, 1], points: 3}, dropout: {linear: [0, 0.9], points: 3}, width: [32, 64, 128, 256], activation: "
            + "[relu, tanh, gelu, elu, selu]}\n",
            10_000);

        var page = ReportPage.Build(await ContentAsync("large-1"), new("", new string('x', 700_000)));

        page.Length.ShouldBeLessThan(MaxBytes);
        page.ShouldContain("The best 50 of 10,000 configurations.");
        page.ShouldContain("400 of 10,000 configurations");
        page.ShouldContain("configurations: the front, the best, and others");
    }

    [IntegrationFact]
    public async Task Report_AHundredThousandConfigurations_FitsIntoASmallHeap()
    {
        await RecordAsync(
            "name: huge\ndataset: glyphs\nsplit: {last: 100}\nsearch: {random: 100000}\n"
            + "space: {lr: {log: [1e-5, 1], points: 3}, dropout: {linear: [0, 0.9], points: 3}, width: [32, 64, 128, 256], activation: "
            + "[relu, tanh, gelu, elu, selu]}\n"
            + "published:\n  - {where: {activation: relu}, val_accuracy: 0.9}\n",
            100_000);
        var page = Path.Combine(_verbs.Home, "huge.html");

        var (code, _, error) = await CommandLine.RunAsync(
            [("DOTNET_GCHeapHardLimit", $"0x{HeapLimit:x}")], ["report", "huge-1", "-o", page, "--home", _verbs.Home, "--quiet"]);

        error.ShouldBe("");
        code.ShouldBe(0);
        (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).ShouldContain("The best 50 of 100,000 configurations.");
        new FileInfo(page).Length.ShouldBeLessThan(MaxBytes);
    }

    private async Task RecordAsync(string spec, int configurations)
    {
        var trials = Enumerable.Range(0, configurations).Select(number => new TrialRecord
        {
            Trial = number,
            Configuration = number,
            SeedIndex = 0,
            State = TrialState.Succeeded,
            Attempt = 1,
            Pass = 0,
            Epochs = 2,
            Objective = Accuracy(number),
            Parameters = 1000 + (number % 1000),
            TrainSeconds = 1 + (number % 77 / 10.0),
            Final = new(new(2, 0.5, 0.9, 0.6, Accuracy(number), 0.001, 0.5, 1000), 0.7, 0.8, 1000 + (number % 1000), "00ff"),
            StartedAt = DateTimeOffset.UnixEpoch,
            FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
        }).ToArray();
        await _verbs.RecordAsync(spec, configurations, 1, trials);
    }

    private static double Accuracy(int number) => 0.5 + (0.4 * Math.Abs(Math.Sin(number)));

    private async Task<ReportContent> ContentAsync(string id)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = SqliteResultStore.Open(_verbs.Home);
        var sweep = Sweep.Read((await store.FindSweepAsync(id, cancellation)).ShouldNotBeNull());
        var networks = new TrialNetworks(new(new FolderCheckpointStorage(_verbs.Home), Data: null));
        return await new ReportReader(store, sweep, networks, TimeProvider.System).ReadAsync(null, cancellation);
    }
}
