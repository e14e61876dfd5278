using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Ranks configurations by the mean objective of the seeds that succeeded.</summary>
public static class LeaderboardTable
{
    /// <summary>The rows, best first; equal means are ordered by configuration. A configuration without a succeeded seed that has an
    /// objective has no row.</summary>
    /// <remarks>Ties: going down the ranking, a row belongs to the group of the row above as long as its interval overlaps that of the
    /// group's first row; a group's rows share its first row's rank. Overlap is no proof that two configurations are equally good; it only
    /// means that these seeds don't tell them apart.</remarks>
    public static IReadOnlyList<LeaderboardRow> Build(SweepSpec spec, IReadOnlyCollection<ConfigurationTrials> configurations)
    {
        var proposed = SweepConfigurations.Find(spec);
        var minDeviation = MetricResolution.FromTrials(spec, configurations.SelectMany(configuration => configuration.Trials))
            .MinDeviation(spec.Objective.Metric);
        var rows = configurations
            .Where(configuration => configuration.Trials.Any(trial => trial.Objective is not null && (trial.HasResult || IsOpen(trial))))
            .Select(configuration => Row(
                configuration, proposed.VaryingSettings(configuration.Configuration), spec.Objective.Goal, minDeviation))
            .OrderBy(row => spec.Objective.Goal == Goal.Minimize ? row.Objective.Mean : -row.Objective.Mean)
            .ThenBy(row => row.Configuration)
            .ToArray();
        Rank(rows);
        return rows;
    }

    private static LeaderboardRow Row(
        ConfigurationTrials configuration, EquatableArray<SettingAssignment> settings, Goal goal, double minDeviation)
    {
        var trials = configuration.Trials.OrderBy(trial => trial.SeedIndex).ToArray();
        // Figures of unfinished trials are shown only if there is no result, and are never averaged with results.
        var isProvisional = !trials.Any(trial => trial is { HasResult: true, Objective: not null });
        var finished = trials.Where(trial => trial.HasResult).ToArray();
        var objectives = (isProvisional ? trials.Where(IsOpen) : finished).Select(trial => trial.Objective).OfType<double>().ToArray();
        var finals = finished.Select(trial => trial.Final).OfType<FinalMetrics>().ToArray();
        var epochs = finished.Sum(trial => (long)trial.Epochs);
        var parameters = trials.Max(trial => trial.Parameters);
        return new()
        {
            Rank = 0,
            Tied = false,
            Configuration = configuration.Configuration,
            IsProvisional = isProvisional,
            Settings = settings,
            Objective = Estimate.Mean(objectives, minDeviation),
            Best = goal == Goal.Minimize ? objectives.Min() : objectives.Max(),
            Worst = goal == Goal.Minimize ? objectives.Max() : objectives.Min(),
            TestLoss = finals.Length == 0 ? null : finals.Average(final => final.TestLoss),
            TestAccuracy = finals.Length == 0 ? null : finals.Average(final => final.TestAccuracy),
            Parameters = parameters == 0 ? null : parameters,
            SecondsPerEpoch = epochs == 0 ? null : finished.Sum(trial => trial.TrainSeconds) / epochs,
            Seeds = Count(trials),
            Range = Suggestion([.. finals.Select(final => final.Range).OfType<RangeTestResult>()]),
        };
    }

    private static bool IsOpen(TrialRecord trial) => trial.State is TrialState.Running or TrialState.Waiting;

    private static RangeSuggestion? Suggestion(RangeTestResult[] tests) => tests.Length == 0
        ? null
        : new(
            RangeTestRates.Mean(tests, test => test.MinimumRate),
            RangeTestRates.Mean(tests, test => test.SteepestRate),
            RangeTestRates.Mean(tests, test => test.HalfOfMinimum));

    private static SeedCounts Count(TrialRecord[] trials)
    {
        return new(
            trials.Count(trial => trial.HasResult), In(TrialState.Diverged), In(TrialState.Failed),
            In(TrialState.Running) + In(TrialState.Waiting), In(TrialState.Cancelled));

        // A trial that is trained further counts by its finished result.
        int In(TrialState state) => trials.Count(trial => trial.State == state && !trial.HasResult);
    }

    private static void Rank(LeaderboardRow[] rows)
    {
        for (var first = 0; first < rows.Length;)
        {
            var next = first + 1;
            while (next < rows.Length && rows[next].Objective.Overlaps(rows[first].Objective))
                next++;
            for (var row = first; row < next; row++)
                rows[row] = rows[row] with { Rank = first + 1, Tied = next - first > 1 };
            first = next;
        }
    }
}
