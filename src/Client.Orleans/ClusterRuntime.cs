using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Orleans;

/// <summary>This process as a client of a cluster's silos.</summary>
public sealed class ClusterRuntime : ISweepRuntime
{
    private readonly ClusterConnection _connection;
    private readonly Lazy<LeaderboardSubscriptions> _leaderboards;

    private ClusterRuntime(ClusterConnection connection)
    {
        _connection = connection;
        _leaderboards = new(() => new(Client, TimeProvider.System));
        Service = new ClusterSweepService(() => Client, TimeProvider.System);
    }

    public ISweepService Service { get; }

    public bool RunsElsewhere => true;

    public string? Obstacle => _connection.Obstacle;

    /// <summary>The Orleans client, also for tests.</summary>
    internal IClusterClient Client => _connection.Client;

    /// <summary>Connects to silos that are there.</summary>
    /// <param name="postgres">Connection string, where the silos find each other by the database.</param>
    /// <param name="tls">Null: open connections.</param>
    /// <exception cref="SweepException">No silo answers.</exception>
    public static async Task<ISweepRuntime> ConnectAsync(SilosPlace silos, string? postgres, TlsFiles? tls, CancellationToken cancellation)
    {
        var connection = new ClusterConnection(silos, postgres, tls, TimeProvider.System);
        try
        {
            await connection.ConnectAsync(cancellation);
            return new ClusterRuntime(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to connect to silos that may not be there yet: <see cref="Obstacle"/> says whether they are.</summary>
    /// <param name="patience">How long a first answer is waited for.</param>
    /// <exception cref="SweepException">The place is incomplete, or a file of TLS can't be read.</exception>
    public static async Task<ISweepRuntime> BeginAsync(
        SilosPlace silos, string? postgres, TlsFiles? tls, TimeSpan patience, CancellationToken cancellation)
    {
        var connection = new ClusterConnection(silos, postgres, tls, TimeProvider.System);
        try
        {
            await connection.BeginAsync(patience, cancellation);
            return new ClusterRuntime(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // The silos load their data sets, relative to the same folder, and the first result pins it.
    public DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation) =>
        pinned ?? new(Environment.CurrentDirectory, Fingerprint: null);

    public IResultReader ReadThrough(IResultReader recorded) =>
        new ClusterResults(recorded, () => _connection.IsConnected ? _leaderboards.Value : null);

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
        if (_leaderboards.IsValueCreated)
            await _leaderboards.Value.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
