using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;
using SweepCluster.Runtime.Embedded;

namespace SweepCluster.Api.Server;

/// <summary>What the API stands before: the embedded runtime of this machine, or a cluster's client.</summary>
/// <param name="LoadData">See <see cref="ISweepRuntime.LoadData"/>.</param>
public sealed record ApiBackend(
    ISweepService Service, IResultReader Store, Func<string, string?, DatasetPin?, CancellationToken, DatasetPin?> LoadData)
{
    /// <summary>Served at <c>/metrics</c>; null: there are none.</summary>
    public EmbeddedMetrics? Metrics { get; init; }

    /// <summary>The training slots, by name.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<SlotStatus>>> Slots { get; init; } = _ =>
        Task.FromResult<IReadOnlyList<SlotStatus>>([]);

    /// <summary>Creates what reads the networks of a sweep's trials from their checkpoints; null: this server keeps none.</summary>
    public Func<Sweep, TrialReader>? ReadTrials { get; init; }

    /// <summary>Where data sets lie that a sweep names no folder for; null: the default search.</summary>
    public string? DataFolder { get; init; }
}
