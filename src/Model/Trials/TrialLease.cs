using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Trials;

/// <summary>The right to run one attempt of one trial, with everything that is needed for it.</summary>
/// <param name="Trial">0-based index within the sweep: <c>seed index * configurations + configuration</c>.</param>
/// <param name="Attempt">1 for the first; reports of an older attempt are refused.</param>
/// <param name="Seed">The sweep's seed.</param>
/// <param name="SeedIndex">0-based; with the seed it is the key of every random number of the trial.</param>
/// <param name="EpochTarget">Total number of epochs to train to.</param>
/// <param name="CheckpointFolder">The place of this trial's checkpoints, a folder or the URL of a part of a bucket; null: none are read or
/// written.</param>
[GenerateSerializer, Immutable, Alias("trial-lease")]
public sealed record TrialLease(
    [property: Id(0)] string SweepId,
    [property: Id(1)] long Trial,
    [property: Id(2)] int Attempt,
    [property: Id(3)] TrialConfiguration Configuration,
    [property: Id(4)] ulong Seed,
    [property: Id(5)] int SeedIndex,
    [property: Id(6)] int EpochTarget,
    [property: Id(7)] string? CheckpointFolder)
{
    /// <summary>Hash of the weights of the finished result that the attempt trains further, see <see cref="FinalMetrics.WeightsHash"/>;
    /// null for a trial without a finished result. The checkpoint of that result must not be overwritten.</summary>
    [Id(8)] public string? FinishedWeights { get; init; }

    /// <summary>The data set to train on; null if none is pinned.</summary>
    [Id(9)] public DatasetPin? Data { get; init; }

    /// <summary>Whether the trial is trained without any other trial in its process: earlier attempts were lost with their processes, and
    /// the next loss fails it, so that no other trial may be lost with it or be the cause.</summary>
    [Id(10)] public bool Isolated { get; init; }
}
