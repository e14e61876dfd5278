using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Builds the leaderboard of the metrics: by place, numbers only.</summary>
public static class LeaderPlaces
{
    /// <param name="configurations">The best configurations, in any order.</param>
    public static IReadOnlyList<LeaderPlace> Build(SweepSpec spec, IReadOnlyCollection<ConfigurationTrials> configurations)
    {
        var trials = configurations.ToDictionary(configuration => configuration.Configuration, configuration => configuration.Trials);
        return [.. LeaderboardTable.Build(spec, configurations).Select(row => new LeaderPlace(
            row.Objective.Mean,
            row.Objective.HalfWidth,
            row.Configuration,
            trials[row.Configuration].First(trial => trial.HasResult != row.IsProvisional && trial.Objective == row.Best).Trial,
            [.. row.Settings.SelectMany(Numbers)]))];
    }

    // A choice's parameters are named after it: optimizer.lr.
    private static IEnumerable<KeyValuePair<string, double>> Numbers(SettingAssignment assignment) => assignment.Value switch
    {
        SettingValue.Number number => [new(assignment.Setting, number.Value)],
        SettingValue.Flag flag => [new(assignment.Setting, flag.Value ? 1 : 0)],
        SettingValue.Choice choice => choice.Parameters.SelectMany(Numbers)
            .Select(inner => KeyValuePair.Create($"{assignment.Setting}.{inner.Key}", inner.Value)),
        SettingValue.Text or SettingValue.Sequence => [],
        _ => throw new ArgumentOutOfRangeException(nameof(assignment), assignment, "Unknown kind of value."),
    };
}
