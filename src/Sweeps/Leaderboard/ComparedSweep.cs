using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>A sweep that is compared with others.</summary>
/// <param name="Leaders">The trials of its best configurations.</param>
public sealed record ComparedSweep(string Id, SweepSpec Spec, IReadOnlyList<ConfigurationTrials> Leaders);
