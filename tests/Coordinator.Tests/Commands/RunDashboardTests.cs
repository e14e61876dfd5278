using System.Net;
using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary><c>sweep run --dashboard</c>.</summary>
public sealed class RunDashboardTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_WithADashboard_ServesItWhileTheSweepRuns()
    {
        var port = FreePort.Find();
        var gate = _rig.Trainer.HoldBefore(1, epoch: 2);
        var run = _rig.RunAsync("run", _rig.WriteSpec(), "--dashboard-port", $"{port}");
        await gate.Reached;
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };

        var page = await client.GetAsync(new Uri("sweeps/quick-1", UriKind.Relative), ApiRig.Cancellation);
        var sweep = await client.GetStringAsync(new Uri("api/v1/sweeps/quick-1", UriKind.Relative), ApiRig.Cancellation);
        using var watch = new StreamReader(
            await client.GetStreamAsync(new Uri("api/v1/sweeps/quick-1/watch", UriKind.Relative), ApiRig.Cancellation));
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "api/v1/sweeps") { Headers = { Host = "evil.example" } };
        var refused = await client.SendAsync(foreign, ApiRig.Cancellation);
        gate.Open();
        var watched = await watch.ReadToEndAsync(ApiRig.Cancellation).WithinDeadlineAsync("the watch to end");
        var (code, output, _) = await run;

        code.ShouldBe(ExitCodes.Done);
        output.ShouldStartWith($"Dashboard: http://127.0.0.1:{port}/sweeps/quick-1\n");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonDocument.Parse(sweep).RootElement.GetProperty("status").GetString().ShouldBe("running");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Who watches reads to the end how the sweep left off.
        watched.ShouldEndWith("event: end\ndata: {}\n\n");
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri("", UriKind.Relative), ApiRig.Cancellation));
    }

    [Fact]
    public async Task Run_WithADashboardAndJson_PrintsItsAddressAsAnEvent()
    {
        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec(), "--dashboard", "--json");

        code.ShouldBe(ExitCodes.Done);
        var first = JsonDocument.Parse(output.Split('\n')[0]).RootElement;
        first.GetProperty("event").GetString().ShouldBe("dashboard");
        first.GetProperty("address").GetString()!.ShouldStartWith("http://127.0.0.1:");
    }

    [Theory]
    [InlineData("--dashboard-port", "70000", "--dashboard-port: 70000 is not a valid port")]
    [InlineData("--dashboard", "--cluster", "http://127.0.0.1:1", "serves its dashboard there")]
    public async Task Run_WithADashboardThatCannotBe_RecordsNothing(params string[] given)
    {
        var (code, _, error) = await _rig.RunAsync(["run", _rig.WriteSpec(), .. given[..^1]]);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain(given[^1]);
        (await _rig.RunAsync("ls")).Output.ShouldContain("No sweep yet");
    }
}
