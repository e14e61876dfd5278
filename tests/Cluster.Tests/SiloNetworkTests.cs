using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SweepCluster.Silo.Configuration;
using SiloOptions = SweepCluster.Silo.Configuration.SiloOptions;

namespace SweepCluster.Cluster.Tests;

/// <summary>Where a silo listens, by the address that it advertises.</summary>
public sealed class SiloNetworkTests
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7", "0.0.0.0")]
    [InlineData("2001:db8::7", "2001:db8::7", "::")]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7", "0.0.0.0")]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1", "::1")]
    public void Silo_ThatAdvertisesAnAddress_ListensInItsFamily(string given, string advertised, string listening)
    {
        var options = new SiloOptions
        {
            Clustering = "postgres",
            Postgres = "Host=db",
            AdvertisedAddress = given,
            SiloPort = 11111,
            GatewayPort = 30000,
        };
        using var host = new HostBuilder().UseOrleans(silo => silo.UseMembership(options)).Build();

        var endpoints = host.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;

        endpoints.AdvertisedIPAddress.ShouldBe(IPAddress.Parse(advertised));
        endpoints.SiloListeningEndpoint.ShouldBe(new(IPAddress.Parse(listening), 11111));
        endpoints.GatewayListeningEndpoint.ShouldBe(new(IPAddress.Parse(listening), 30000));
    }
}
