using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Retries;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;

namespace SweepCluster.Client.Orleans;

/// <summary>This process as a client of a cluster's silos.</summary>
public sealed class ClusterRuntime : ISweepRuntime
{
    private static readonly RetryPolicy Connecting =
        new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

    private readonly IHost _host;
    private readonly LeaderboardSubscriptions _leaderboards;

    private ClusterRuntime(IHost host)
    {
        _host = host;
        Client = host.Services.GetRequiredService<IClusterClient>();
        _leaderboards = new(Client, TimeProvider.System);
        Service = new ClusterSweepService(Client, TimeProvider.System);
    }

    public ISweepService Service { get; }

    public bool RunsElsewhere => true;

    /// <summary>The client, for tests.</summary>
    internal IClusterClient Client { get; }

    /// <param name="postgres">Connection string of the database, if the silos find each other through it.</param>
    /// <param name="tls">The files for TLS; null if connections are not encrypted.</param>
    /// <exception cref="SweepException">No silo answers.</exception>
    public static async Task<ISweepRuntime> ConnectAsync(SilosPlace silos, string? postgres, TlsFiles? tls, CancellationToken cancellation)
    {
        if (silos.Gateway is null && postgres is null)
            throw new SweepException("--silos postgres: the database is missing. Give --postgres CONNECTION.");
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client => Configure(client, silos, postgres, tls));
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
            return new ClusterRuntime(host);
        }
        catch (Exception failure)
        {
            host.Dispose();
            cancellation.ThrowIfCancellationRequested();
            var place = silos.Gateway is { } port ? $"at localhost:{port}" : "registered in the database";
            throw new SweepException(
                $"No silo {place} answers. Start some with ./sweep silo, or look at their logs.", SweepErrorKind.Environment, failure);
        }
    }

    // The silos load their data sets, relative to the same folder, and the first result pins it.
    public DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation) =>
        pinned ?? new(Environment.CurrentDirectory, Fingerprint: null);

    public IResultReader ReadThrough(IResultReader recorded) => new ClusterResults(recorded, _leaderboards);

    public async Task<IReadOnlyList<SlotStatus>> SlotsAsync(CancellationToken cancellation)
    {
        try
        {
            return await Client.GetGrain<ISweepCatalogGrain>(0).SlotsAsync().WaitAsync(cancellation);
        }
        catch (Exception failure) when (GrainCallFailure.IsTransient(failure, cancellation))
        {
            throw new SweepException(
                $"The cluster did not list its slots: {failure.Message.TrimEnd('.')}.", SweepErrorKind.Environment, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaderboards.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
    }

    private static void Configure(IClientBuilder client, SilosPlace silos, string? postgres, TlsFiles? tls)
    {
        var cluster = silos.ClusterId
            ?? (Environment.GetEnvironmentVariable("SWEEP_CLUSTER_ID") is { Length: > 0 } id ? id : "sweepcluster");
        if (silos.Gateway is { } port)
        {
            client.UseLocalhostClustering(port, cluster, cluster);
        }
        else
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, cluster));
            client.UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = PostgresConnection.ForMembership(postgres!);
            });
        }

        client.UseMutualTls(tls);
        // A call to a silo that was killed fails within seconds.
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        var attempts = Connecting.Start(TimeProvider.System);
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await attempts.WaitAsync(cancellation);
            return attempts.MayRetry;
        });
    }
}
