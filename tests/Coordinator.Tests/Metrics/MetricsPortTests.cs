using System.Net;
using System.Net.Sockets;
using SweepCluster.Api.Keys;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Metrics;

/// <summary>Where <c>/metrics</c> is served, and to whom.</summary>
public sealed class MetricsPortTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithAPort_ServesItsMetricsWhileItRuns()
    {
        using var rig = new CommandRig();
        var held = rig.Trainer.HoldBefore(3, 2);
        var port = FreePort.FindText();
        var run = rig.RunAsync("run", rig.WriteSpec(), "--quiet", "--metrics-port", port);
        await held.Reached;
        using var client = new HttpClient();

        await Eventually.PassesAsync("the figures of the running sweep", async () =>
        {
            var text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Cancellation);
            text.ShouldContain("sweepcluster_sweep_running{sweep=\"quick-1\"} 1\n");
            text.ShouldContain("sweepcluster_store_call_seconds_count{operation=\"create_sweep\"} 1\n");
        });
        held.Open();
        (await run).Code.ShouldBe(0);
        await Should.ThrowAsync<HttpRequestException>(
            () => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Cancellation));
    }

    [Fact]
    public async Task Run_ThatPrometheusReads_EndsWhenItHasReadTheLastFigures()
    {
        using var output = new StringWriter();
        using var rig = new CommandRig { Output = TextWriter.Synchronized(output) };
        var held = rig.Trainer.HoldBefore(3, 2);
        var port = FreePort.FindText();
        var run = rig.RunAsync("run", rig.WriteSpec(), "--metrics-port", port);
        await held.Reached;
        using var client = new HttpClient();
        var page = new Uri($"http://127.0.0.1:{port}/metrics");
        await client.GetStringAsync(page, Cancellation);
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await client.GetStringAsync(page, Cancellation);

        held.Open();
        await Eventually.HoldsAsync(
            "the run to wait", () => output.ToString().Contains("Waiting 15 seconds at most", StringComparison.Ordinal), output.ToString);
        run.IsCompleted.ShouldBeFalse();
        var last = await client.GetStringAsync(page, Cancellation);

        last.ShouldContain("sweepcluster_sweep_running{sweep=\"quick-1\"} 0\n");
        last.ShouldContain("sweepcluster_trials{state=\"succeeded\",sweep=\"quick-1\"} 4\n");
        (await run).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    public async Task Run_WithAPortThatIsNone_SaysSoBeforeAnythingIsRecorded(string port)
    {
        using var rig = new CommandRig();

        var (code, _, error) = await rig.RunAsync("run", rig.WriteSpec(), "--metrics-port", port);

        code.ShouldBe(2);
        error.ShouldContain($"--metrics-port: {port} is not a valid port. Give a number from 1 to 65535.");
        (await rig.RunAsync("ls", "--json")).Output.ShouldNotContain("quick-1");
    }

    [Fact]
    public async Task Run_WithAPortThatIsTaken_SaysSo()
    {
        using var rig = new CommandRig();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, _, error) = await rig.RunAsync("run", rig.WriteSpec(), "--metrics-port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");

        code.ShouldBe(1);
        error.ShouldContain("--metrics-port");
        error.ShouldContain("Choose another port.");
    }

    [Fact]
    public async Task Run_OnAClusterWithAPort_IsRefused()
    {
        using var rig = new CommandRig();

        var (code, _, error) = await rig.RunAsync("run", rig.WriteSpec(), "--metrics-port", "9000", "--cluster", "http://127.0.0.1:7070");

        code.ShouldBe(2);
        error.ShouldContain("Leave it out with --cluster");
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("read", 200)]
    public async Task Server_WithKeys_ServesMetricsToReaders(string? scope, int status)
    {
        await using var api = new ApiRig();
        await using var metrics = new EmbeddedMetrics(api.Store, TimeProvider.System);
        api.MetricsOfApi = metrics;
        var key = api.AddKey(KeyScope.Read);
        await api.StartAsync();
        api.Key = scope is null ? null : key;

        var answer = await api.GetAsync("metrics");

        ((int)answer.Status).ShouldBe(status);
        answer.Body.Contains("sweepcluster_build_version", StringComparison.Ordinal).ShouldBe(status == 200);
    }
}
