using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using SweepCluster.Client;
using SweepCluster.Client.Orleans;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Telemetry;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Up;

/// <summary>The cluster that one command starts on one machine: it works, admits no other client, and leaves nothing.</summary>
public sealed class ClusterUpTests
{
    private const string Spec = "name: up\ndataset: glyphs:train=500,test=100\nbase: {hidden: [16], epochs: 2}\nseeds: 4\n";

    private static readonly HttpClient Http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [LinuxFact]
    public async Task Up_WithTwoSilos_RunsASweepAndAdmitsNobodyElse()
    {
        await using var up = await ClusterUp.StartAsync(silos: 2);
        await using var service = up.OpenService();

        var sweep = await service.SubmitAsync(new(Spec, null), Cancellation);

        (await service.WaitForEndAsync(sweep.Id)).Sweep.Status.ShouldBe(SweepStatus.Finished);
        await ShouldAnswerOfNetworksAsync(up, sweep.Id);
        await ShouldSeeSilosAsync(up, 2);
        foreach (var silo in up.Silos)
        {
            await ShouldRefuseAsync(silo.Port("GatewayPort"));
            await ShouldRefuseAsync(silo.Port("SiloPort"));
        }

        var place = new SilosPlace(up.Silos[0].Port("GatewayPort"), up.Silos[0].Setting("ClusterId"));
        using var others = ClusterKeys.Create(TimeProvider.System);
        foreach (var stranger in new[] { null, others.Files })
        {
            var connecting = ClusterRuntime.ConnectAsync(place, postgres: null, stranger, Cancellation);
            var refusal = await Should.ThrowAsync<SweepException>(() => connecting.WithinDeadlineAsync("a stranger to be refused"));
            refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        }
    }

    [LinuxFact]
    public async Task Up_TwiceOnOneMachine_AreTwoClusters()
    {
        await using var first = await ClusterUp.StartAsync(silos: 1);
        await using var second = await ClusterUp.StartAsync(silos: 1);

        await ShouldSeeSilosAsync(first, 1);
        await ShouldSeeSilosAsync(second, 1);
        second.Silos[0].Setting("ClusterId").ShouldNotBe(first.Silos[0].Setting("ClusterId"));

        first.Kill();

        await Eventually.HoldsAsync("the silo of a killed cluster to end", () => !first.Silos[0].IsRunning, () => first.Printed);
        second.Silos[0].IsRunning.ShouldBeTrue(second.Printed);
    }

    [PostgresFact]
    public async Task Up_TwiceOnOneDatabase_AreTwoClustersThatBothRunSweeps()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        await using var first = await ClusterUp.StartAsync(silos: 2, database);
        await using var second = await ClusterUp.StartAsync(silos: 1, database);

        await ShouldSeeSilosAsync(first, 2);
        await ShouldSeeSilosAsync(second, 1);
        foreach (var up in new[] { first, second })
        {
            await using var service = up.OpenService();
            var sweep = await service.SubmitAsync(new(Spec, null), Cancellation);
            (await service.WaitForEndAsync(sweep.Id)).Sweep.Status.ShouldBe(SweepStatus.Finished);
        }
    }

    [LinuxFact]
    public async Task Up_Terminated_LeavesNeitherKeysNorSilos()
    {
        await using var up = await ClusterUp.StartAsync(silos: 1);
        // Every process that needs them has read them.
        up.KeyFolders.ShouldBeEmpty();

        up.Terminate();

        (await up.EndAsync()).ShouldBe(ExitCodes.Done, up.Printed);
        up.Silos.ShouldHaveSingleItem().IsRunning.ShouldBeFalse();
    }

    [LinuxFact]
    public async Task Up_TerminatedWhileItStarts_LeavesNoKeys()
    {
        await using var up = ClusterUp.Begin(silos: 2);
        await Eventually.HoldsAsync("the folder of certificates", () => up.KeyFolders.Length == 1, () => up.Printed);

        up.Terminate();

        (await up.EndAsync()).ShouldBe(ExitCodes.Interrupted, up.Printed);
        up.KeyFolders.ShouldBeEmpty();
    }

    /// <summary>The API finds the checkpoints that silos have written.</summary>
    private static async Task ShouldAnswerOfNetworksAsync(ClusterUp up, string sweepId)
    {
        using var client = up.OpenClient();
        var (results, networks) = (new RemoteResults(client), new RemoteNetworks(client));
        var sweep = (await results.FindSweepAsync(sweepId, Cancellation)).ShouldNotBeNull();
        for (var number = 0; number < 4; number++)
        {
            var trial = (await results.FindTrialAsync(sweepId, number, Cancellation)).ShouldNotBeNull();
            var showing = await networks.ShowAsync(sweep, trial, Cancellation);
            showing.Confusion.Sum(row => row.Sum()).ShouldBe(100);
            using var network = await networks.OpenAsync(sweep, trial, Cancellation);
            var answers = await network.QueryAsync([new(Number: 0)], explains: false, Cancellation);
            answers.ShouldHaveSingleItem().Probabilities.ShouldBe(showing.Predictions[0].Probabilities);
        }
    }

    private static Task ShouldSeeSilosAsync(ClusterUp up, int count) =>
        Eventually.PassesAsync($"each silo to see {count} silos", async () =>
        {
            up.Silos.Count.ShouldBe(count);
            foreach (var silo in up.Silos)
            {
                var metrics = await Http.GetStringAsync(new Uri(silo.Metrics), Cancellation);
                FigureSamples.Lines(metrics, "sweepcluster_silos").Values.ShouldBe([$"{count}"]);
            }
        });

    /// <summary>A connection by TLS without a certificate of its own is closed before anything is answered.</summary>
    private static async Task ShouldRefuseAsync(int port)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        var showed = false;
        var read = 0;
        await using var tls = new SslStream(
            connection.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => showed = certificate is not null);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "sweepcluster" }, Cancellation)
                .WithinDeadlineAsync($"the TLS handshake at port {port}");
            read = await tls.ReadAsync(new byte[1], Cancellation).AsTask()
                .WithinDeadlineAsync($"the silo to close the connection at port {port}");
        }
        catch (Exception refusal) when (refusal is IOException or AuthenticationException)
        {
            // It ended the handshake, or reported what it missed right after it.
        }

        showed.ShouldBeTrue($"The silo did not show a certificate at port {port}.");
        read.ShouldBe(0);
    }
}
