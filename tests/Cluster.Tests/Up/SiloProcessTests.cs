using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Up;

/// <summary>Silos that don't become ready, played by a shell.</summary>
public sealed class SiloProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [UnixFact]
    public async Task Silo_ThatEndsAtItsStart_IsReportedAtOnceWithItsCodeAndLastLines()
    {
        await using var silo = Launch("for line in $(seq 30); do echo \"line $line\" >&2; done; echo 'The disk is full.' >&2; exit 3");

        var waiting = silo.WaitUntilReadyAsync("ours", TimeProvider.System, Cancellation);
        var refusal = await Should.ThrowAsync<SweepException>(() => waiting.WithinDeadlineAsync("the end of the silo to be noticed"));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldStartWith("Silo 0 ended with code 3 before it was ready. Its last lines:\n  line 12\n");
        refusal.Message.ShouldEndWith("\n  line 30\n  The disk is full.");
    }

    [UnixFact]
    public async Task Silo_ThatFindsAPortTaken_IsNoError()
    {
        await using var silo = Launch($"exit {SiloProcess.PortTaken}");

        var waiting = silo.WaitUntilReadyAsync("ours", TimeProvider.System, Cancellation);
        (await waiting.WithinDeadlineAsync("the end of the silo to be noticed")).ShouldBeFalse();
    }

    [UnixFact]
    public async Task Silo_ThatStandsStill_IsGivenUpAfterTwoMinutesWithWhatWasAwaited()
    {
        var clock = TestClock.Create();
        await using var silo = Launch("echo Loading. >&2; exec cat");
        await Eventually.HoldsAsync("the line of the silo", () => silo.Log.Lines == 1);

        var refusal = await Should.ThrowAsync<SweepException>(() => silo.WaitUntilReadyAsync("ours", clock, Cancellation)
            .WhileRepeatingAsync(() => clock.Advance(TimeSpan.FromMilliseconds(100)), "the silo to be given up"));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldStartWith($"Silo 0 (process {silo.Id}) was not ready within ");
        refusal.Message.ShouldEndWith(
            $": nothing answers at http://127.0.0.1:{silo.Ports.Http}/health/ready yet. Its last lines:\n  Loading.");
    }

    [UnixFact]
    public async Task Silo_WithAStrangerAtItsPort_IsNotTakenToBeReady()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var stranger = builder.Build();
        stranger.MapGet("/health/ready", () => "ready\n");
        await stranger.StartAsync(Cancellation);
        var clock = TestClock.Create();
        await using var silo = Launch("exec cat", SiloPorts.Find() with { Http = new Uri(stranger.Urls.Single()).Port });

        var refusal = await Should.ThrowAsync<SweepException>(() => silo.WaitUntilReadyAsync("ours", clock, Cancellation)
            .WhileRepeatingAsync(() => clock.Advance(TimeSpan.FromMilliseconds(100)), "the silo to be given up"));

        refusal.Message.ShouldContain($"another program answers at http://127.0.0.1:{silo.Ports.Http}/health/ready");
        refusal.Message.ShouldEndWith("It wrote nothing.");
    }

    private static SiloProcess Launch(string script, SiloPorts? ports = null) =>
        SiloProcess.Launch(new("sh", ["-c", script]), 0, ports ?? SiloPorts.Find());
}
