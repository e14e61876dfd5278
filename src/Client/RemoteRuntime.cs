using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client;

/// <summary>Runs sweeps on a server, where they continue when this process ends.</summary>
public sealed class RemoteRuntime(ApiClient client, TimeProvider time) : ISweepRuntime
{
    public ISweepService Service { get; } = new RemoteSweepService(client, time);

    public bool RunsElsewhere => true;

    /// <summary>Does nothing: the server has its own data sets, and loads them before it records a sweep.</summary>
    public DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation) => null;

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
