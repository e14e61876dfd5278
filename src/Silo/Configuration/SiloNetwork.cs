using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Silo.Configuration;

/// <summary>Configures how silos find each other.</summary>
internal static class SiloNetwork
{
    public static ISiloBuilder UseMembership(this ISiloBuilder silo, SiloOptions options)
    {
        if (options.Clustering == "localhost")
        {
            silo.UseLocalhostClustering(
                options.SiloPort, options.GatewayPort, new IPEndPoint(IPAddress.Loopback, options.PrimaryPort), options.ServiceId,
                options.ClusterId);
            return silo;
        }

        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = "Npgsql";
            clustering.ConnectionString = PostgresConnection.ForMembership(options.Postgres!);
        });
        if (options.AdvertisedAddress is { } address)
        {
            var given = IPAddress.Parse(address);
            var advertised = given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given;
            silo.ConfigureEndpoints(advertised, options.SiloPort, options.GatewayPort);
            // Orleans' own choice for all addresses is 0.0.0.0, which does not listen for IPv6.
            var listening = ListeningAddress(advertised);
            silo.Configure<EndpointOptions>(endpoints =>
            {
                endpoints.SiloListeningEndpoint = new(listening, options.SiloPort);
                endpoints.GatewayListeningEndpoint = new(listening, options.GatewayPort);
            });
        }
        else
        {
            silo.ConfigureEndpoints(options.SiloPort, options.GatewayPort);
        }

        return silo;
    }

    /// <summary>All addresses of the advertised one's family; only loopback where that is advertised.</summary>
    private static IPAddress ListeningAddress(IPAddress advertised) => advertised switch
    {
        _ when IPAddress.IsLoopback(advertised) => advertised,
        { AddressFamily: AddressFamily.InterNetworkV6 } => IPAddress.IPv6Any,
        _ => IPAddress.Any,
    };
}
