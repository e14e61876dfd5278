using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Published;

/// <summary>A published value beside the sweep's own.</summary>
/// <param name="Entry">The spec's entry.</param>
/// <param name="Ours">Mean over the seeds of all configurations that the figure is about; null if none has finished.</param>
/// <param name="Low">Lower end of the interval that contains one further run with a probability of 95 %; null for fewer than two seeds, and
/// for seeds that don't vary. What no seed changes, the number of parameters and a rate that is given, is its own interval.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="Within">Whether the published value, as rounded, can lie in that interval; null without an interval.</param>
public sealed record PublishedComparison(
    PublishedResult Entry, PublishedFigure Figure, double Published, MeanEstimate? Ours, double? Low, double? High, bool? Within)
{
    /// <summary>The seeds that it is about, by what became of them; those that succeeded are in the mean.</summary>
    public required SeedCounts Seeds { get; init; }
}
