using SweepCluster.Client.Orleans;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Telemetry;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>What real silos serve to Prometheus.</summary>
public sealed class SiloMetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Sweep_OnTwoSilos_IsExportedByTheOneThatRanItAndFromTheStoreByBoth()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        SiloChild[] two = [await silos.StartAsync(), await silos.StartAsync()];
        await using var client = await ClusterRuntime.ConnectAsync(new(null), connection, null, Cancellation);
        var id = (await client.Service.SubmitAsync(
            new("name: seen\ndataset: glyphs:train=500,test=100\nbase: {hidden: [16], epochs: 2}\nseeds: 4\n", null), Cancellation)).Id;
        await client.Service.WaitForEndAsync(id);

        // Its grain publishes the last figures when it has let go of the sweep.
        await Eventually.PassesAsync(
            "both silos to export the ended sweep and each other",
            async () => ShouldShow(await Task.WhenAll(two.Select(silo => silo.MetricsAsync())), id));
    }

    private static void ShouldShow(string[] texts, string id)
    {
        // Counters are of the silo that ran it; the other one has read what is recorded.
        texts.ShouldAllBe(
            text => FigureSamples.Lines(text, "sweepcluster_trials").GetValueOrDefault($"state=\"succeeded\",sweep=\"{id}\"") == "4");
        texts.ShouldAllBe(text => FigureSamples.Lines(text, "sweepcluster_leaderboard_cell").Count > 0);
        texts.Count(text => FigureSamples.Lines(text, "sweepcluster_epochs_total").Count > 0).ShouldBe(1);
        foreach (var text in texts)
        {
            FigureSamples.Lines(text, "sweepcluster_silos").Values.ShouldBe(["2"]);
            FigureSamples.Lines(text, "sweepcluster_slots")["accelerator=\"cpu\""].ShouldBe("1");
            FigureSamples.Lines(text, "sweepcluster_store_call_seconds_count").ShouldNotBeEmpty();
            // The meter of Orleans.
            foreach (var shown in new[] { "orleans_catalog_activations{grain_type=", "orleans_app_requests_latency_milliseconds_bucket{" })
                text.ShouldContain($"\n{shown}");
        }
    }
}
