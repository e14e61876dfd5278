using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Ranks configurations by the mean objective of the seeds that succeeded, and of those that diverged where the spec counts
/// them.</summary>
public static class LeaderboardTable
{
    /// <summary>Rows best first; equal means by configuration. Configurations of which no seed has succeeded
    /// with an objective have no row.</summary>
    /// <remarks>What the ranks are is described with <see cref="RankTable"/>.</remarks>
    public static IReadOnlyList<LeaderboardRow> Build(SweepSpec spec, IReadOnlyCollection<ConfigurationTrials> configurations)
    {
        var proposed = SweepConfigurations.Find(spec);
        var roundingVariance = MetricResolution.FromTrials(spec, configurations.SelectMany(configuration => configuration.Trials))
            .RoundingVariance(spec.Objective.Metric);
        var rows = configurations
            .Where(configuration => configuration.Trials.Any(
                trial => trial.CountedObjective is not null || (trial.Objective is not null && CountedSeeds.IsOpen(trial))))
            .Select(configuration => (
                Row: Row(configuration, proposed.VaryingSettings(configuration.Configuration), spec.Objective.Goal, roundingVariance),
                Figures: Figures(configuration)))
            .OrderBy(row => spec.Objective.Goal == Goal.Minimize ? row.Row.Objective.Mean : -row.Row.Objective.Mean)
            .ThenBy(row => row.Row.Configuration)
            .ToArray();
        var ranks = RankTable.Find(
            [.. rows.Select(row => row.Figures)], spec.Objective.Goal, roundingVariance, spec.Looks, spec.Seed);
        var isShared = ranks.Count(rank => rank?.Low == 1) > 1;
        return
        [
            .. rows.Select((row, index) => row.Row with
            {
                Order = index + 1,
                Rank = ranks[index],
                Tied = isShared && ranks[index]?.Low == 1,
            }),
        ];
    }

    /// <summary>The rows of <see cref="Build"/>, and after them, by configuration, those of the configurations of which seeds diverged or
    /// failed and none has an objective.</summary>
    public static IReadOnlyList<LeaderboardRow> BuildAll(SweepSpec spec, IReadOnlyCollection<ConfigurationTrials> configurations)
    {
        var rows = Build(spec, configurations);
        var ranked = rows.Select(row => row.Configuration).ToHashSet();
        var proposed = SweepConfigurations.Find(spec);
        return
        [
            .. rows,
            .. configurations.Where(configuration => !ranked.Contains(configuration.Configuration))
                .Select(configuration => (
                    configuration.Configuration, Trials: configuration.Trials.OrderBy(trial => trial.SeedIndex).ToArray()))
                .Where(configuration => SeedCounts.FromTrials(configuration.Trials).Missing > 0)
                .OrderBy(configuration => configuration.Configuration)
                .Select((configuration, index) => WithoutObjective(
                    rows.Count + index + 1, configuration.Configuration, configuration.Trials,
                    proposed.VaryingSettings(configuration.Configuration))),
        ];
    }

    private static LeaderboardRow WithoutObjective(
        int order, long configuration, TrialRecord[] trials, EquatableArray<SettingAssignment> settings)
    {
        var parameters = trials.Max(trial => trial.Parameters);
        return new()
        {
            Order = order,
            Configuration = configuration,
            Settings = settings,
            Objective = new(double.NaN, 0, null),
            Best = double.NaN,
            Worst = double.NaN,
            Parameters = parameters == 0 ? null : parameters,
            Seeds = SeedCounts.FromTrials(trials),
            Reason = SeedEndings.Describe(trials),
        };
    }

    // Seeds that are being trained have no rank.
    private static IReadOnlyList<(int Seed, double Value)> Figures(ConfigurationTrials configuration) =>
    [
        .. configuration.Trials.Where(trial => trial.CountedObjective is not null)
            .Select(trial => (trial.SeedIndex, trial.CountedObjective!.Value)),
    ];

    private static LeaderboardRow Row(
        ConfigurationTrials configuration, EquatableArray<SettingAssignment> settings, Goal goal, double roundingVariance)
    {
        var trials = configuration.Trials.OrderBy(trial => trial.SeedIndex).ToArray();
        // Figures of unfinished trials are shown only where there is nothing better, and never averaged with results.
        var isProvisional = trials.All(trial => trial.CountedObjective is null);
        var finished = trials.Where(trial => trial.HasResult).ToArray();
        var objectives = (isProvisional
            ? trials.Where(CountedSeeds.IsOpen).Select(trial => trial.Objective)
            : trials.Select(trial => trial.CountedObjective)).OfType<double>().ToArray();
        var finals = finished.Select(trial => trial.Final).OfType<FinalMetrics>().ToArray();
        var epochs = finished.Sum(trial => (long)trial.Epochs);
        var parameters = trials.Max(trial => trial.Parameters);
        return new()
        {
            Order = 0,
            Configuration = configuration.Configuration,
            IsProvisional = isProvisional,
            Settings = settings,
            Objective = Estimate.Mean(objectives, roundingVariance),
            Best = goal == Goal.Minimize ? objectives.Min() : objectives.Max(),
            Worst = goal == Goal.Minimize ? objectives.Max() : objectives.Min(),
            TestLoss = finals.Length == 0 ? null : finals.Average(final => final.TestLoss),
            TestAccuracy = finals.Length == 0 ? null : finals.Average(final => final.TestAccuracy),
            Parameters = parameters == 0 ? null : parameters,
            SecondsPerEpoch = epochs == 0 ? null : finished.Sum(trial => trial.TrainSeconds) / epochs,
            Seeds = SeedCounts.FromTrials(trials),
            Range = Suggestion([.. finals.Select(final => final.Range).OfType<RangeTestResult>()]),
        };
    }

    private static RangeSuggestion? Suggestion(RangeTestResult[] tests) => tests.Length == 0
        ? null
        : new(
            RangeTestRates.Mean(tests, test => test.MinimumRate),
            RangeTestRates.Mean(tests, test => test.SteepestRate),
            RangeTestRates.Mean(tests, test => test.HalfOfMinimum));
}
