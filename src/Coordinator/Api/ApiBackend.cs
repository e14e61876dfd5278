using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Metrics;

namespace SweepCluster.Coordinator.Api;

/// <summary>What the API stands before: the embedded runtime of this machine, or a cluster's client.</summary>
/// <param name="LoadData">Loads a data set, given by name and folder, before anything is recorded, so that a missing one is refused at once.</param>
internal sealed record ApiBackend(ISweepService Service, IResultStore Store, Action<string, string?, CancellationToken> LoadData)
{
    /// <summary>Served at <c>/metrics</c>; null: there are none.</summary>
    public EmbeddedMetrics? Metrics { get; init; }
}
