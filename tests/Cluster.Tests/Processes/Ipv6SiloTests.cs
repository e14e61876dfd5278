using System.Net;
using System.Net.NetworkInformation;
using SweepCluster.Client.Orleans;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Silos that know each other by IPv6 addresses.</summary>
public sealed class Ipv6SiloTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Sweep_OnTwoSilosWithIpv6Addresses_Ends()
    {
        Assert.SkipUnless(HasLoopback(), "This machine has no IPv6 loopback address (::1).");
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var silos = new SiloChildren(connection);
        await silos.StartAsync(("AdvertisedAddress", "::1"));
        await silos.StartAsync(("AdvertisedAddress", "::1"));
        await using var client = await ClusterRuntime.ConnectAsync(new(null), connection, tls: null, Cancellation)
            .WithinDeadlineAsync("the client to connect");

        var sweep = await client.Service.SubmitAsync(
            new("name: six\ndataset: glyphs:train=500,test=100\nbase: {hidden: [16], epochs: 1}\nseeds: 4\n", null), Cancellation);

        (await client.Service.WaitForEndAsync(sweep.Id)).Sweep.Status.ShouldBe(SweepStatus.Finished);
    }

    private static bool HasLoopback() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Any(address => address.Address.Equals(IPAddress.IPv6Loopback));
}
