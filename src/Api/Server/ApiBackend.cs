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

    /// <summary>Where checkpoints lie, in a folder per sweep; null: nowhere.</summary>
    public string? CheckpointRoot { get; init; }

    /// <summary>Whether other processes train the trials and write their checkpoints, as the silos of a cluster do.</summary>
    public bool WorkersElsewhere { get; init; }

    /// <summary>Tries whether the checkpoints can be used, as the server's own process needs them. Null: they can; else why not, and what
    /// to do.</summary>
    public Func<string?> FindCheckpointProblem { get; init; } = () => null;

    /// <summary>Where data sets lie that a sweep names no folder for; null: the default search.</summary>
    public string? DataFolder { get; init; }
}
