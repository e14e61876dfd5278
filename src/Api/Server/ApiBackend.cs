using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;

namespace SweepCluster.Api.Server;

/// <summary>The runtime that the API serves: the embedded runtime of this machine, or a cluster's client.</summary>
/// <param name="LoadData">See <see cref="ISweepRuntime.LoadData"/>.</param>
public sealed record ApiBackend(
    ISweepService Service, IResultReader Store, Func<string, string?, DatasetPin?, CancellationToken, DatasetPin?> LoadData)
{
    /// <summary>The metrics at <c>/metrics</c>; null if there are none.</summary>
    public EmbeddedMetrics? Metrics { get; init; }

    /// <summary>The training slots, by name.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<SlotStatus>>> Slots { get; init; } = _ =>
        Task.FromResult<IReadOnlyList<SlotStatus>>([]);

    /// <summary>The folder of checkpoints, with a folder per sweep.</summary>
    public string? CheckpointRoot { get; init; }

    /// <summary>The folder of data sets for sweeps that name none; null for the default search.</summary>
    public string? DataFolder { get; init; }
}
