using SweepCluster.Contracts.Telemetry;
using SweepCluster.Contracts.Trials;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Contracts.Tests.Telemetry;

/// <summary>The text that Prometheus reads. What promtool lets pass, such as duplicates, is looked at here.</summary>
public sealed class TextExpositionTests : IDisposable
{
    private readonly SweepMeter _meter = new(TimeProvider.System);
    private readonly TextExposition _exposition;

    public TextExpositionTests() => _exposition = new(_meter);

    public void Dispose()
    {
        _exposition.Dispose();
        _meter.Dispose();
    }

    [Fact(Skip = PrometheusServer.SkipReason, SkipWhen = nameof(PrometheusServer.IsMissing), SkipType = typeof(PrometheusServer))]
    public async Task Text_OfEveryMetric_PassesPromtool()
    {
        Fill();

        var (code, output) = await PrometheusServer.PromtoolAsync(_exposition.Read(), TestContext.Current.CancellationToken, "check", "metrics");

        output.ShouldBe("");
        code.ShouldBe(0);
    }

    [Fact]
    public void Text_OfEveryMetric_HasNoDuplicateAndNoSplitFamily()
    {
        Fill();
        var lines = _exposition.Read().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Where(line => line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ShouldBeUnique();
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray();
        types.ShouldBe(MetricCatalog.All.Select(metric => metric.Name), "each metric once, all of them, in the order of the catalogue.");
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
    public void Labels_AreThoseOfTheCatalog()
    {
        Fill();
        var text = _exposition.Read();

        foreach (var metric in MetricCatalog.All.Where(metric => metric.Kind != MetricKind.Histogram))
        {
            foreach (var labels in FigureSamples.Lines(text, metric.Name).Keys)
                labels.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=')[0]).ShouldBe(metric.Labels, metric.Name);
        }
    }

    [Fact]
    public void Histogram_OfCalls_IsCumulativeAndEndsAtInfinity()
    {
        foreach (var milliseconds in new[] { 0.1, 1, 3, 20_000 })
            _meter.StoreCalled("commit", TimeSpan.FromMilliseconds(milliseconds), failed: false);

        var buckets = FigureSamples.Lines(_exposition.Read(), "sweepcluster_store_call_seconds_bucket");

        buckets["{operation=\"commit\",le=\"0.0005\"}"].ShouldBe("1");
        buckets["{operation=\"commit\",le=\"0.001\"}"].ShouldBe("2", "bounds are inclusive.");
        buckets["{operation=\"commit\",le=\"5\"}"].ShouldBe("3");
        buckets["{operation=\"commit\",le=\"+Inf\"}"].ShouldBe("4");
        FigureSamples.Lines(_exposition.Read(), "sweepcluster_store_call_seconds_count").Values.ShouldBe(["4"]);
        FigureSamples.Lines(_exposition.Read(), "sweepcluster_store_call_seconds_sum").Values.ShouldBe(["20.0041"]);
    }

    [Fact]
    public void Errors_AreCountedFrom0_SoThatTheFirstIsAnIncrease()
    {
        _meter.StoreCalled("commit", TimeSpan.Zero, failed: false);
        FigureSamples.Lines(_exposition.Read(), "sweepcluster_store_errors_total").Values.ShouldBe(["0"]);

        _meter.StoreCalled("commit", TimeSpan.Zero, failed: true);
        FigureSamples.Lines(_exposition.Read(), "sweepcluster_store_errors_total").Values.ShouldBe(["1"]);
    }

    [Fact]
    public void Label_WithQuotesBackslashesAndLines_IsEscaped()
    {
        _meter.StoreCalled("a\"b\\c\nd", TimeSpan.Zero, failed: false);

        FigureSamples.Lines(_exposition.Read(), "sweepcluster_store_errors_total").Keys.ShouldBe(["{operation=\"a\\\"b\\\\c\\nd\"}"]);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e-9, "1E-09")]
    public void Value_OfAnyKind_IsWrittenAsPrometheusReadsIt(double value, string text)
    {
        _meter.Sweeps.Publish(FigureSamples.Sweep(leaders: new LeaderFigures(value, null, 0, 0, [])));

        FigureSamples.Lines(_exposition.Read(), "sweepcluster_best_objective").Values.ShouldBe([text]);
    }

    [Fact]
    public void Series_OfAMillionTrialsInAHundredSweeps_AreNoMoreThan2000()
    {
        var leaders = Enumerable.Range(0, 1000).Select(_ => FigureSamples.Leader(parameters: 100)).ToArray();
        for (var sweep = 0; sweep < 100; sweep++)
        {
            var figures = FigureSamples.Sweep($"sweep-{sweep}", trials: 1_000_000, succeeded: 900_000, tally: new(1_000_000, 900_000, 0, 0, 0, 0, 0, 0), leaders: leaders);
            _meter.Sweeps.Publish(figures with { Snapshot = figures.Snapshot with { Remaining = TimeSpan.FromHours(1) } });
        }

        _meter.Slots = () => [.. Enumerable.Range(0, 500).Select(slot => new SlotFigures(slot, 1, 1, 1))];
        _meter.Gpus = [.. Enumerable.Range(0, 100).Select(gpu => new GpuFigures(gpu, 1, 1, 1))];
        _meter.Silos = () => 3;
        foreach (var operation in Enumerable.Range(0, SweepMeter.MostOperations))
            _meter.StoreCalled($"operation_{operation}", TimeSpan.Zero, failed: false);

        var text = _exposition.Read();

        Series(text).ShouldBeInRange(1500, SweepMeter.MostSeries);
        FigureSamples.Lines(text, "sweepcluster_trials").Keys.ShouldContain("{sweep=\"sweep-99\",state=\"succeeded\"}");
        Series(_exposition.Read()).ShouldBe(Series(text), "a second reading doesn't add to the first.");
    }

    private static int Series(string text) => text.Split('\n').Count(line => line.Length > 0 && line[0] != '#');

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
