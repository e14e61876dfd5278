using System.Net;
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
            var advertised = IPAddress.Parse(address);
            silo.ConfigureEndpoints(
                advertised, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(advertised));
        }
        else
        {
            silo.ConfigureEndpoints(options.SiloPort, options.GatewayPort);
        }

        return silo;
    }
}
