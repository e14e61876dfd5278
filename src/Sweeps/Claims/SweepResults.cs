using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The recorded results of another sweep that a claim names.</summary>
/// <param name="Spec">Its spec; null if it has no results, and <see cref="Problem"/> then says why.</param>
/// <param name="Trials">All recorded trials.</param>
/// <param name="Epochs">The epochs that the claims need.</param>
public sealed record SweepResults(
    SweepSpec? Spec, IReadOnlyCollection<TrialRecord> Trials, IReadOnlyCollection<EpochRecord> Epochs)
{
    /// <summary>Number of seeds that choose configurations, from seed 0 on, for claims that compare each at its best.</summary>
    public int Choosers { get; init; }

    /// <summary>Why it has no results; empty if it has.</summary>
    public string Problem { get; init; } = "";

    /// <summary>A sweep without results.</summary>
    public static SweepResults Missing(string problem) => new(null, [], []) { Problem = problem };
}
