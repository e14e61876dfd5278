using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>One leaderboard over several sweeps of the same objective.</summary>
public static class CombinedLeaderboard
{
    /// <summary>Whether the seeds of the sweeps may be compared by tests: seeds of the same number are trained with the same random numbers
    /// on the same images, as within a sweep.</summary>
    public static bool IsTested(IReadOnlyCollection<SweepSpec> specs) =>
        specs.Select(spec => (spec.Seed, spec.Data)).Distinct().Count() == 1;

    /// <summary>The rows of all sweeps, best first; equal means in the order of the sweeps. Ranks and ties are found anew over all rows,
    /// and only where <see cref="IsTested"/>: seeds of other random numbers or images have nothing in common to be paired by.</summary>
    /// <param name="sweeps">The sweeps with the trials of their best configurations; their objectives have one metric and goal.</param>
    public static IReadOnlyList<CombinedRow> Build(IReadOnlyList<ComparedSweep> sweeps)
    {
        if (sweeps.Count == 0)
            return [];
        var objective = sweeps[0].Spec.Objective;
        var rows = sweeps.SelectMany(sweep => LeaderboardTable.Build(sweep.Spec, sweep.Leaders)
                .Select(row => (sweep.Id, Row: row, Figures: Figures(sweep, row.Configuration))))
            .OrderBy(row => objective.Goal == Goal.Minimize ? row.Row.Objective.Mean : -row.Row.Objective.Mean)
            .ToArray();
        var rounding = sweeps.Max(sweep => MetricResolution.FromTrials(sweep.Spec, sweep.Leaders.SelectMany(leader => leader.Trials))
            .RoundingVariance(objective.Metric));
        IReadOnlyList<RankEstimate?> ranks = IsTested([.. sweeps.Select(sweep => sweep.Spec)])
            ? RankTable.Find(
                [.. rows.Select(row => row.Figures)], objective.Goal, rounding, sweeps.Max(sweep => sweep.Spec.Looks), sweeps[0].Spec.Seed)
            : new RankEstimate?[rows.Length];
        var isShared = ranks.Count(rank => rank?.Low == 1) > 1;
        return
        [
            .. rows.Select((row, index) => new CombinedRow(
                row.Id,
                row.Row with { Order = index + 1, Rank = ranks[index], Tied = isShared && ranks[index]?.Low == 1 })),
        ];
    }

    private static IReadOnlyList<(int Seed, double Value)> Figures(ComparedSweep sweep, long configuration) =>
    [
        .. sweep.Leaders.First(leader => leader.Configuration == configuration).Trials
            .Where(trial => trial.CountedObjective is not null)
            .Select(trial => (trial.SeedIndex, trial.CountedObjective!.Value)),
    ];
}
