using System.Globalization;
using Microsoft.AspNetCore.Http;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Telemetry;

namespace SweepCluster.Telemetry.Tests;

/// <summary>What Prometheus reads. What promtool lets pass, such as duplicates, is looked at here.</summary>
public sealed class PrometheusPageTests : IDisposable
{
    private readonly SweepMeter _meter = new(TimeProvider.System);
    private readonly Lazy<PrometheusPage> _page;

    public PrometheusPageTests() => _page = new(() => new(_meter, []));

    public void Dispose()
    {
        if (_page.IsValueCreated)
            _page.Value.Dispose();
        _meter.Dispose();
    }

    [PrometheusFact]
    public async Task Text_OfEveryMetric_PassesPromtool()
    {
        Begin();
        Fill();

        var (code, output) = await PrometheusServer.PromtoolAsync(await ReadAsync(), "check", "metrics");

        output.ShouldBe("");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Text_OfEveryMetric_HasNoDuplicateAndNoSplitFamily()
    {
        Begin();
        Fill();
        var lines = (await ReadAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line != "# EOF").ToArray();

        lines.Where(line => line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ShouldBeUnique();
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray();
        types.ShouldBe(MetricCatalog.All.Select(metric => metric.Name), ignoreOrder: true, "each metric once, all of them.");
        var family = "";
        foreach (var line in lines)
        {
            if (line[0] == '#')
                family = line.Split(' ')[2];
            else
                line.Split('{', ' ')[0].ShouldBeOneOf(family, family + "_bucket", family + "_sum", family + "_count");
        }
    }

    [Fact]
    public async Task Labels_AreThoseOfTheCatalog()
    {
        Begin();
        Fill();
        var text = await ReadAsync();

        foreach (var metric in MetricCatalog.All.Where(metric => metric.Kind != MetricKind.Histogram))
        {
            foreach (var labels in FigureSamples.Lines(text, metric.Name).Keys)
                labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=')[0])
                    .ShouldBe(metric.Labels, ignoreOrder: true, metric.Name);
        }
    }

    [Fact]
    public async Task Histogram_OfCalls_IsCumulativeAndEndsAtInfinity()
    {
        Begin();
        foreach (var milliseconds in new[] { 0.1, 1, 3, 20_000 })
            _meter.StoreCalled("commit", TimeSpan.FromMilliseconds(milliseconds), failed: false);
        var text = await ReadAsync();

        var buckets = FigureSamples.Lines(text, "sweepcluster_store_call_seconds_bucket");

        buckets.Count.ShouldBe(MetricCatalog.StoreCalls.Bounds.Count + 1);
        buckets["le=\"0.0005\",operation=\"commit\""].ShouldBe("1");
        buckets["le=\"0.001\",operation=\"commit\""].ShouldBe("2", "bounds are inclusive.");
        buckets["le=\"5\",operation=\"commit\""].ShouldBe("3");
        buckets["le=\"+Inf\",operation=\"commit\""].ShouldBe("4");
        FigureSamples.Lines(text, "sweepcluster_store_call_seconds_count").Values.ShouldBe(["4"]);
        Number(FigureSamples.Lines(text, "sweepcluster_store_call_seconds_sum").Values.Single()).ShouldBe(20.0041, 1e-9);
    }

    [Fact]
    public async Task Errors_AreCountedFrom0_SoThatTheFirstIsAnIncrease()
    {
        Begin();
        _meter.StoreCalled("commit", TimeSpan.Zero, failed: false);
        FigureSamples.Lines(await ReadAsync(), "sweepcluster_store_errors_total").Values.ShouldBe(["0"]);

        _meter.StoreCalled("commit", TimeSpan.Zero, failed: true);
        FigureSamples.Lines(await ReadAsync(), "sweepcluster_store_errors_total").Values.ShouldBe(["1"]);
    }

    [Fact]
    public async Task Label_WithQuotesBackslashesAndLines_IsEscaped()
    {
        Begin();
        _meter.StoreCalled("a\"b\\c\nd", TimeSpan.Zero, failed: false);

        FigureSamples.Lines(await ReadAsync(), "sweepcluster_store_errors_total").Keys.ShouldBe(["operation=\"a\\\"b\\\\c\\nd\""]);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e-9, "1E-09")]
    [InlineData(0.1, "0.1")]
    public async Task Value_OfAnyKind_IsWrittenAsPrometheusReadsIt(double value, string text)
    {
        Begin();
        _meter.Sweeps.Publish(FigureSamples.Sweep(leaders: new LeaderPlace(value, null, 0, 0, [], [])));

        FigureSamples.Lines(await ReadAsync(), "sweepcluster_best_objective").Values.Single()
            .ShouldBe(text, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task Answer_IsTextOfVersion004()
    {
        Begin();
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };

        await _page.Value.WriteAsync(context);

        context.Response.StatusCode.ShouldBe(200);
        context.Response.ContentType!.Split(';', StringSplitOptions.TrimEntries)
            .ShouldBe(["text/plain", "version=0.0.4", "charset=utf-8"], ignoreOrder: true);
    }

    [Fact]
    public async Task Series_OfAMillionTrialsInAHundredSweeps_AreBounded()
    {
        Begin();
        var leaders = Enumerable.Range(0, 1000).Select(_ => FigureSamples.Leader(cells: 100)).ToArray();
        _meter.Slots = () => [.. Enumerable.Range(0, 500).Select(slot => new SlotSample(slot, 1, 1, 1))];
        _meter.Gpus = [.. Enumerable.Range(0, 100).Select(gpu => new GpuSample(gpu, 1, 1, 1))];
        _meter.Silos = () => 3;
        foreach (var operation in Enumerable.Range(0, SweepMeter.MaxOperations))
            _meter.StoreCalled($"operation_{operation}", TimeSpan.Zero, failed: false);

        // Read all along, as Prometheus does, so that a writer that remembers what is gone would show it.
        for (var sweep = 0; sweep < 100; sweep++)
        {
            var figures = FigureSamples.Sweep(
                $"sweep-{sweep}", trials: 1_000_000, succeeded: 900_000, tally: new(1_000_000, 900_000, 0, 0, 0, 0, 0, 0),
                leaders: leaders);
            _meter.Sweeps.Publish(figures with { Snapshot = figures.Snapshot with { Remaining = TimeSpan.FromHours(1) } });
            if (sweep % 5 == 0)
                await ReadAsync();
        }

        foreach (var operation in Enumerable.Range(0, SweepMeter.MaxOperations))
            _meter.StoreCalled($"operation_{operation}", TimeSpan.Zero, failed: false);
        var text = await ReadAsync();

        Series(text).ShouldBeInRange(2500, SweepMeter.MaxSeries);
        text.ShouldNotContain("overflow");
        var sweeps = FigureSamples.Lines(text, "sweepcluster_sweep_running").Keys;
        sweeps.Count().ShouldBe(SweepBoard.DefaultSweeps);
        sweeps.ShouldContain("sweep=\"sweep-99\"");
        const int places = SweepBoard.DefaultSweeps * SweepMeter.MaxRanks;
        FigureSamples.Lines(text, "sweepcluster_leaderboard_cell").Keys.Count().ShouldBe(places * SweepMeter.MaxCells);
        FigureSamples.Lines(text, "sweepcluster_leaderboard_figure").Keys.Count().ShouldBe(places * SweepMeter.MaxFigures);
        Series(await ReadAsync()).ShouldBe(Series(text), "a second reading doesn't add to the first.");
    }

    [Fact]
    public async Task Texts_OfALeaderboardThatChangesAllTheTime_AreShownAndAreNoMoreThanThereAre()
    {
        Begin();
        for (var change = 0; change < 1000; change++)
        {
            _meter.Sweeps.Publish(FigureSamples.Sweep(
                leaders: [.. Enumerable.Range(0, SweepMeter.MaxRanks).Select(rank => FigureSamples.Leader(9, $"{change}-{rank}-"))]));
            if (change % 3 == 0)
                await ReadAsync();
        }

        var text = await ReadAsync();

        var cells = FigureSamples.Lines(text, "sweepcluster_leaderboard_cell").Keys.ToArray();
        cells.Length.ShouldBe(SweepMeter.MaxRanks * SweepMeter.MaxCells);
        cells.ShouldAllBe(labels => labels.Contains("text=\"999-", StringComparison.Ordinal));
        text.ShouldNotContain("overflow");
    }

    [Fact]
    public async Task Text_LongerThanALabelShouldBe_IsCut()
    {
        Begin();
        _meter.Sweeps.Publish(FigureSamples.Sweep(leaders: FigureSamples.Leader(1, new('x', 300))));

        FigureSamples.Lines(await ReadAsync(), "sweepcluster_leaderboard_cell").Keys.ShouldHaveSingleItem()
            .ShouldContain($"text=\"{new string('x', SweepMeter.MaxText - 1)}…\"");
    }

    [Fact]
    public async Task Texts_HaveTheTimeOfTheirSweepAsValue()
    {
        Begin();
        _meter.Sweeps.Record([(FigureSamples.Sweep(leaders: FigureSamples.Leader(2)), DateTimeOffset.UnixEpoch.AddSeconds(1234.5))]);
        var text = await ReadAsync();

        FigureSamples.Lines(text, "sweepcluster_sweep_timestamp_seconds").Values.ShouldBe(["1234.5"]);
        FigureSamples.Lines(text, "sweepcluster_leaderboard_cell").Values.ShouldBe(["1234.5", "1234.5"]);
    }

    [Fact]
    public async Task Sweep_ReadFromTheStore_HasNoCountersOfItsOwn()
    {
        Begin();
        _meter.Sweeps.Record([(FigureSamples.Sweep() with { Tally = null, IsHeld = false }, DateTimeOffset.UnixEpoch)]);
        var text = await ReadAsync();

        FigureSamples.Lines(text, "sweepcluster_sweep_running").Values.ShouldBe(["0"]);
        FigureSamples.Lines(text, "sweepcluster_trials").Keys.ShouldNotBeEmpty();
        text.ShouldNotContain("sweepcluster_epochs_total{");
        text.ShouldNotContain("sweepcluster_trials_ended_total{");
    }

    [Theory]
    [InlineData(SweepStatus.Paused, "the disk is full", "1")]
    [InlineData(SweepStatus.Paused, "by request", "0")]
    [InlineData(SweepStatus.Paused, "by request: lunch", "0")]
    [InlineData(SweepStatus.Finished, "2 trials failed, which is the limit", "0")]
    public async Task Sweep_ThatPausedItself_IsTold(SweepStatus status, string reason, string value)
    {
        Begin();
        var figures = FigureSamples.Sweep();
        _meter.Sweeps.Publish(
            figures with { Snapshot = figures.Snapshot with { Sweep = figures.Snapshot.Sweep with { Status = status, Reason = reason } } });

        FigureSamples.Lines(await ReadAsync(), "sweepcluster_sweep_paused_by_itself").Values.ShouldBe([value]);
    }

    [Fact]
    public async Task Sweep_ThatIsGone_HasNoSeries()
    {
        Begin();
        _meter.Sweeps.Publish(FigureSamples.Sweep("gone-1", leaders: FigureSamples.Leader(2)));
        (await ReadAsync()).ShouldContain("gone-1");

        _meter.Sweeps.Remove("gone-1");

        (await ReadAsync()).ShouldNotContain("gone-1");
    }

    [Fact]
    public async Task Meter_OfTheSameName_IsNotRead()
    {
        Begin();
        using var other = new SweepMeter(TimeProvider.System);
        other.StoreCalled("elsewhere", TimeSpan.Zero, failed: false);

        (await ReadAsync()).ShouldNotContain("elsewhere");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static int Series(string text) => text.Split('\n').Count(line => line.Length > 0 && line[0] != '#');

    // It listens from its creation on.
    private void Begin() => _ = _page.Value;

    private async Task<string> ReadAsync()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await _page.Value.WriteAsync(context);
        await context.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }

    private void Fill()
    {
        var figures = FigureSamples.Sweep(leaders: [FigureSamples.Leader(2), FigureSamples.Leader(2)]);
        _meter.Sweeps.Publish(figures with { Snapshot = figures.Snapshot with { Remaining = TimeSpan.FromSeconds(5) } });
        _meter.Sweeps.Publish(FigureSamples.Sweep("other-2", SweepStatus.Finished));
        _meter.Slots = () => [new(0, 1.5, 100, 2), new(1, 0, 0, 0)];
        _meter.Gpus = [new(0, 0.5, 1024, 4096)];
        _meter.Silos = () => 3;
        _meter.StoreCalled("commit", TimeSpan.FromMilliseconds(1), failed: true);
    }
}
