using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The leaderboard as metrics show it, by place: the columns of the terminal's table, in its order.</summary>
public static class LeaderPlaces
{
    /// <summary>Maximum number of settings that have a column each; more of them stand in one column.</summary>
    public const int MaxSettings = 6;

    /// <summary>Position of the rank; the settings follow it.</summary>
    public const int RankPosition = 0;

    /// <summary>Position of the objective. Its interval follows it, and then the figures do.</summary>
    public const int ObjectivePosition = 10;

    /// <summary>Position of the seeds. Whether the row is provisional follows it.</summary>
    public const int SeedsPosition = 90;

    /// <param name="spec">The spec of the sweep.</param>
    /// <param name="configurations">The best configurations, in any order.</param>
    public static IReadOnlyList<LeaderPlace> Build(SweepSpec spec, IReadOnlyCollection<ConfigurationTrials> configurations)
    {
        var trials = configurations.ToDictionary(configuration => configuration.Configuration, configuration => configuration.Trials);
        var rows = LeaderboardTable.Build(spec, configurations);
        string[] settings = [.. rows.SelectMany(row => row.Settings.Select(assignment => assignment.Setting)).Distinct()];
        LeaderboardFigure[] figures = [.. LeaderboardFigure.All.Where(figure => figure.AppliesTo(spec))];
        return [.. rows.Select(row => new LeaderPlace(
            row.Objective.Mean,
            row.Objective.HalfWidth,
            row.Configuration,
            trials[row.Configuration].First(trial => Counted(trial, row) == row.Best).Trial,
            [.. Cells(row, settings)],
            [.. figures.Select((figure, number) => new LeaderFigure(ObjectivePosition + 2 + number, figure.Header, figure.Value(row)))]))];
    }

    private static double? Counted(TrialRecord trial, LeaderboardRow row)
    {
        if (!row.IsProvisional)
            return trial.CountedObjective;
        return CountedSeeds.IsOpen(trial) ? trial.Objective : null;
    }

    private static IEnumerable<LeaderCell> Cells(LeaderboardRow row, string[] settings)
    {
        yield return new(RankPosition, "rank", RowText.Rank(row));
        if (settings.Length is > 0 and <= MaxSettings)
        {
            for (var number = 0; number < settings.Length; number++)
            {
                // A setting that only other configurations have: a label without a text is no label to Prometheus.
                if (RowText.Setting(row, settings[number]) is { Length: > 0 } text)
                    yield return new(RankPosition + 1 + number, settings[number], text);
            }
        }
        else
        {
            yield return new(RankPosition + 1, "configuration", RowText.Settings(row.Settings));
        }

        yield return new(SeedsPosition, "seeds", RowText.Seeds(row.Seeds));
        if (row.IsProvisional)
            yield return new(SeedsPosition + 1, "provisional", "yes");
    }
}
