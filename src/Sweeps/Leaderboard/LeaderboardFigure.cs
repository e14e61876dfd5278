using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>A number that the leaderboard shows of a row beside its objective.</summary>
/// <remarks>The columns of the terminal, reports and exports are built on these, and metrics export them.</remarks>
/// <param name="Header">The header of its column.</param>
/// <param name="Kind">The kind of sweep that has the figure; null: all have it.</param>
/// <param name="Metric">The metric that it shows; null: another figure. Where this metric is the objective, the figure is left out.</param>
/// <param name="Value">The figure of a row; null where the row has none yet.</param>
public sealed record LeaderboardFigure(string Header, SweepKind? Kind, Metric? Metric, Func<LeaderboardRow, double?> Value)
{
    /// <summary>The probability of being the best of the rows.</summary>
    public static LeaderboardFigure BestProbability { get; } =
        new("P(best)", SweepKind.Train, null, row => row.Rank?.BestProbability);

    /// <summary>The worst seed's objective.</summary>
    public static LeaderboardFigure Worst { get; } = new("worst", SweepKind.Train, null, row => row.HasObjective ? row.Worst : null);

    /// <summary>The best seed's objective.</summary>
    public static LeaderboardFigure Best { get; } = new("best", SweepKind.Train, null, row => row.HasObjective ? row.Best : null);

    /// <summary>The mean test loss.</summary>
    public static LeaderboardFigure TestLoss { get; } =
        new("test_loss", SweepKind.Train, Model.Configurations.Metric.TestLoss, row => row.TestLoss);

    /// <summary>The mean test accuracy.</summary>
    public static LeaderboardFigure TestAccuracy { get; } =
        new("test_acc", SweepKind.Train, Model.Configurations.Metric.TestAccuracy, row => row.TestAccuracy);

    /// <summary>The rate at the minimum of a range test.</summary>
    public static LeaderboardFigure RateAtMinimum { get; } = new("at lr", SweepKind.RangeTest, null, row => row.Range?.MinimumRate);

    /// <summary>Half of the rate at the minimum of a range test.</summary>
    public static LeaderboardFigure HalfOfMinimum { get; } =
        new("minimum / 2", SweepKind.RangeTest, null, row => row.Range?.HalfOfMinimum);

    /// <summary>The rate at the steepest descent of a range test.</summary>
    public static LeaderboardFigure SteepestRate { get; } = new("steepest", SweepKind.RangeTest, null, row => row.Range?.SteepestRate);

    /// <summary>The number of trainable weights and biases.</summary>
    public static LeaderboardFigure Parameters { get; } = new("params", null, null, row => row.Parameters);

    /// <summary>Seconds of training and validation an epoch.</summary>
    public static LeaderboardFigure SecondsPerEpoch { get; } = new("s/epoch", null, null, row => row.SecondsPerEpoch);

    /// <summary>All figures in the order in which they are shown.</summary>
    public static IReadOnlyList<LeaderboardFigure> All { get; } =
        [BestProbability, Worst, Best, TestLoss, TestAccuracy, RateAtMinimum, HalfOfMinimum, SteepestRate, Parameters, SecondsPerEpoch];

    /// <summary>Whether the leaderboard of a sweep shows it.</summary>
    public bool AppliesTo(SweepSpec spec) => (Kind is null || Kind == spec.Kind) && (Metric is null || Metric != spec.Objective.Metric);
}
