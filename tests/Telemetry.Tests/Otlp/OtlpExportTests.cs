using System.Globalization;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Telemetry.Tests.Otlp;

/// <summary>What the real program sends to a collector.</summary>
public sealed class OtlpExportTests
{
    private const string Spec = "name: quick\ndataset: glyphs:train=500,test=100\nsplit: {last: 100}\nseeds: 2\n"
        + "base: {epochs: 3, width: 8}\nspace: {lr: [0.001, 0.01]}\n";

    [IntegrationFact]
    public async Task Run_WithAnEndpoint_SendsMetricsAndSpansOfSweepTrialsAndEpochs()
    {
        await using var collector = await CollectorStub.StartAsync();
        using var program = new SweepProgram();

        var (code, _, error) = await program.RunAsync(
            new Dictionary<string, string> { [OtlpExport.Endpoint] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" },
            "run", program.WriteSpec(Spec), "--quiet");

        code.ShouldBe(0, error);
        var spans = collector.Spans;
        var sweep = spans.Where(span => span.Text(5) == "sweep").ShouldHaveSingleItem();
        CollectorStub.Attribute(sweep, "sweepcluster.sweep").ShouldBe("quick-1");
        CollectorStub.Attribute(sweep, "sweepcluster.status").ShouldBe("finished");
        sweep.Hex(4).ShouldBe("");
        var trials = spans.Where(span => span.Text(5) == "trial").ToList();
        trials.Select(trial => CollectorStub.Attribute(trial, "sweepcluster.trial")).ShouldBe(["0", "1", "2", "3"], ignoreOrder: true);
        trials.ShouldAllBe(trial => trial.Hex(1) == sweep.Hex(1) && trial.Hex(4) == sweep.Hex(2));
        trials.ShouldAllBe(trial => CollectorStub.Attribute(trial, "sweepcluster.outcome", 9) == "succeeded");
        foreach (var trial in trials)
        {
            var epochs = spans.Where(span => span.Text(5) == "epoch" && span.Hex(4) == trial.Hex(2)).ToList();
            epochs.Select(epoch => CollectorStub.Attribute(epoch, "sweepcluster.epoch")).ShouldBe(["1", "2", "3"], ignoreOrder: true);
            epochs.ShouldAllBe(
                epoch => epoch.Hex(1) == sweep.Hex(1) && epoch.Number(7) <= epoch.Number(8) && epoch.Number(8) <= trial.Number(8));
        }

        var metrics = collector.Metrics.Select(metric => metric.Text(1)).ToHashSet();
        metrics.ShouldContain("sweepcluster_trials");
        metrics.ShouldContain("sweepcluster_leaderboard_objective");
        metrics.ShouldContain("sweepcluster_store_call_seconds");
        collector.Resources.Where(attribute => attribute.Text(1) == "service.name")
            .Select(attribute => attribute.Messages(2).Single().Text(1))
            .Distinct()
            .ShouldBe(["sweep"]);
    }

    [IntegrationFact]
    public async Task Run_WithAnEndpointWhereNobodyListens_EndsAsEver()
    {
        using var program = new SweepProgram();

        var (code, _, error) = await program.RunAsync(
            new Dictionary<string, string>
            {
                [OtlpExport.Endpoint] = $"http://127.0.0.1:{1.ToString(CultureInfo.InvariantCulture)}",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
            "run", program.WriteSpec(Spec), "--quiet");

        code.ShouldBe(0);
        error.ShouldBe("");
    }
}
