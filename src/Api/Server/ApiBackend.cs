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

    /// <summary>See <see cref="ISweepRuntime.Obstacle"/>.</summary>
    public Func<string?> Obstacle { get; init; } = () => null;

    /// <summary>Opens the networks of trials; null: this server has no place of checkpoints.</summary>
    public INetworkReader? Networks { get; init; }

    /// <summary>Checks whether the checkpoints can be used, as the server's own process needs them. Null: they can; else why not, and what
    /// to do.</summary>
    public Func<CancellationToken, Task<string?>> FindCheckpointProblem { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>Where data sets lie that a sweep names no folder for; null: the default search.</summary>
    public string? DataFolder { get; init; }
}
