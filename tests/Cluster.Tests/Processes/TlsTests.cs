using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SweepCluster.Client.Orleans;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Telemetry;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos and a client that show each other certificates of one authority, and strangers who can't.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ClusterCertificates _ours;
    private readonly ClusterCertificates _theirs;

    public TlsTests() => (_ours, _theirs) = (new(_folder.Combine("ours")), new(_folder.Combine("theirs")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        _folder.Dispose();
    }

    [PostgresFact]
    public async Task Cluster_WithCertificates_RunsASweepForItsOwnAndRefusesStrangers()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        await silos.StartAsync(Settings(_ours));
        await silos.StartAsync(Settings(_ours));
        await using var client = await ClusterRuntime.ConnectAsync(new(null), connection, Files(_ours, "client"), Cancellation)
            .WithinDeadlineAsync("the client to connect");

        var sweep = await client.Service.SubmitAsync(
            new("name: tls\ndataset: glyphs:train=500,test=100\nbase: {hidden: [16], epochs: 2}\nseeds: 4\n", null), Cancellation);
        await client.Service.WaitForEndAsync(sweep.Id);

        await using var store = PostgresResultStore.Open(new(connection));
        (await store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = 4 });
        foreach (var stranger in new[] { null, Files(_theirs, "client") })
        {
            var refusal = await Should.ThrowAsync<SweepException>(() =>
                ClusterRuntime.ConnectAsync(new(null), connection, stranger, Cancellation).WithinDeadlineAsync("a stranger to be refused"));
            refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        }
    }

    [PostgresFact]
    public async Task Cluster_StoppedAndStartedWithCertificates_GoesOnWithItsSweeps()
    {
        const int trials = 300;
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        SiloChild[] open = [await silos.StartAsync(), await silos.StartAsync()];
        string id;
        await using (var before = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation))
        {
            var spec = $"name: tls\ndataset: glyphs:train=1000,test=100\nbase: {{hidden: [32], epochs: 10}}\nseeds: {trials}\n";
            id = (await before.Service.SubmitAsync(new(spec, null), Cancellation)).Id;
            await before.Service.WaitForAsync(
                id, "a trial to succeed", snapshot => snapshot.Counts.GetValueOrDefault(TrialState.Succeeded) > 0);
        }

        foreach (var silo in open)
            (await silo.StopAsync()).ShouldBe(0, silo.Log);
        await using var store = PostgresResultStore.Open(new(connection));
        (await store.CountTrialsAsync(id, Cancellation)).GetValueOrDefault(TrialState.Succeeded).ShouldBeLessThan(trials);
        await silos.StartAsync(Settings(_ours));
        await silos.StartAsync(Settings(_ours));

        await using var after = await ClusterRuntime.ConnectAsync(new(null), connection, Files(_ours, "client"), Cancellation)
            .WithinDeadlineAsync("the client to connect");
        (await after.Service.WaitForEndAsync(id)).Sweep.Status.ShouldBe(SweepStatus.Finished);
        (await store.CountTrialsAsync(id, Cancellation))
            .ShouldBe(new Dictionary<TrialState, long> { [TrialState.Succeeded] = trials });
    }

    [PostgresFact]
    public async Task Silo_WhoseFilesChange_UsesThemForNewConnectionsWithoutARestart()
    {
        await using var silos = new SiloChildren(PostgresServer.Shared.CreateDatabase());
        var authorities = _folder.Combine("authorities.pem");
        File.Copy(_ours.AuthorityFile, authorities);
        var (certificate, key) = _ours.Issue("sweepcluster");
        var silo = await silos.StartAsync(("Tls__Certificate", certificate), ("Tls__Key", key), ("Tls__Authority", authorities));
        var client = Files(_ours, "client");
        var before = await ReadThumbprintAsync(silo, client);

        _ours.Issue("sweepcluster");
        (await ReadThumbprintAsync(silo, client)).ShouldNotBe(before);

        // A silo of another authority joins as soon as both are known.
        File.AppendAllText(authorities, File.ReadAllText(_theirs.AuthorityFile));
        (certificate, key) = _theirs.Issue("sweepcluster");
        await silos.StartAsync(("Tls__Certificate", certificate), ("Tls__Key", key), ("Tls__Authority", authorities));
        await Eventually.PassesAsync(
            "two silos in one cluster",
            async () => FigureSamples.Lines(await silo.MetricsAsync(), "sweepcluster_silos").Values.ShouldBe(["2"]));
    }

    /// <summary>The thumbprint of the certificate that the silo shows in a new connection.</summary>
    private static async Task<string> ReadThumbprintAsync(SiloChild silo, TlsFiles client)
    {
        using var own = X509Certificate2.CreateFromPemFile(client.Certificate, client.Key);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, silo.SiloPort, Cancellation);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = client.Name,
                    ClientCertificates = [own],
                    // The test reads the certificate, whoever issued it.
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                },
                Cancellation)
            .WithinDeadlineAsync("the silo's certificate");
        return stream.RemoteCertificate!.GetCertHashString();
    }

    private static (string, string)[] Settings(ClusterCertificates authority)
    {
        var (certificate, key) = authority.Issue("sweepcluster");
        return [("Tls__Certificate", certificate), ("Tls__Key", key), ("Tls__Authority", authority.AuthorityFile)];
    }

    private static TlsFiles Files(ClusterCertificates authority, string name)
    {
        var (certificate, key) = authority.Issue(name);
        return new(certificate, key, authority.AuthorityFile, "sweepcluster");
    }
}
