using SweepCluster.Runtime.Decisions;

namespace SweepCluster.Runtime.Embedded;

/// <summary>Settings of a runtime whose sweeps run in this process.</summary>
public sealed record EmbeddedOptions
{
    /// <param name="workers">Number of worker slots, one thread each; at least 1.</param>
    /// <param name="checkpointRoot">The place of checkpoints, a folder or a bucket: trial n of sweep s keeps its checkpoints in <c>s/n</c>
    /// below it; null: none are kept.</param>
    public EmbeddedOptions(int workers, string? checkpointRoot)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Workers = workers;
        CheckpointRoot = checkpointRoot;
    }

    public int Workers { get; }

    public string? CheckpointRoot { get; }

    /// <summary>Whether a slot takes several trials at once where the trainer gains by it. Their results are the same either way.</summary>
    public bool Packing { get; init; } = true;

    /// <summary>Where decisions are logged.</summary>
    public DecisionLog Decisions { get; init; } = DecisionLog.None;
}
