using System.Net;
using System.Net.Sockets;
using SweepCluster.Client.Orleans;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Testing;

namespace SweepCluster.Cluster.Tests.Up;

/// <summary>Silos whose ports are chosen before they listen.</summary>
public sealed class LocalSilosTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    [InlineData("http")]
    public async Task Silo_PortTakenBeforeItListens_IsStartedAgainWithOtherPorts(string which)
    {
        using var folder = new TemporaryFolder();
        using var keys = ClusterKeys.Create(TimeProvider.System);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var free = SiloPorts.Find();
        var offered = new Queue<SiloPorts>([
            which switch { "silo" => free with { Silo = port }, "gateway" => free with { Gateway = port }, _ => free with { Http = port } },
            SiloPorts.Find(),
        ]);
        CommandSettings settings = new(folder.Path, Data: null, Workers: 1, Json: false, Quiet: true);
        await using var silos = new LocalSilos(settings, 1, TextWriter.Null, TimeProvider.System, offered.Dequeue);

        var silo = await silos.AddAsync(keys.Files, Cancellation);

        offered.ShouldBeEmpty();
        new[] { silo.Ports.Silo, silo.Ports.Gateway, silo.Ports.Http }.ShouldNotContain(port);
    }
}
