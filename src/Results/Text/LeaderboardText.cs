using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Text;

/// <summary>The leaderboard as a table; see <c>docs/leaderboard.md</c>.</summary>
public static class LeaderboardText
{
    /// <summary>The header and a line per row.</summary>
    public static IReadOnlyList<string> Lines(SweepSpec spec, IReadOnlyList<LeaderboardRow> rows, int width)
    {
        LeaderboardColumn[] columns =
        [
            LeaderboardColumns.Rank,
            .. SettingColumns(rows, width),
            LeaderboardColumns.ObjectiveOf(spec),
            .. LeaderboardColumns.FiguresOf(spec),
        ];
        return TextTable.Lines(columns, rows, width);
    }

    /// <summary>See <see cref="RowText.Rank"/>.</summary>
    public static string Rank(LeaderboardRow row) => RowText.Rank(row);

    /// <summary>See <see cref="RowText.Settings"/>.</summary>
    public static string Settings(IReadOnlyCollection<SettingAssignment> settings) => RowText.Settings(settings);

    public static string Objective(MeanEstimate objective) => objective.HalfWidth is { } halfWidth
        ? $"{FigureText.Metric(objective.Mean)} ±{FigureText.HalfWidth(objective.Mean, halfWidth)}"
        : FigureText.Metric(objective.Mean);

    /// <summary>Marked where no seed has finished yet.</summary>
    public static string Objective(LeaderboardRow row) => (row.IsProvisional ? "~" : "") + Objective(row.Objective);

    /// <summary>See <see cref="RowText.Seeds"/>.</summary>
    public static string Seeds(SeedCounts seeds) => RowText.Seeds(seeds);

    /// <summary>A column per setting where they are few and fit beside rank and objective, else all settings in one.</summary>
    private static LeaderboardColumn[] SettingColumns(IReadOnlyList<LeaderboardRow> rows, int width)
    {
        var settings = LeaderboardColumns.SettingNames(rows);
        var columns = settings.Select(setting => SettingColumn(rows, setting, width / 5)).ToArray();
        var least = columns.Sum(column => 2 + Math.Min(column.ShrinksTo ?? int.MaxValue, Widest(rows, column)));
        var others = "rank".Length + 2 + rows.Select(row => Objective(row).Length).DefaultIfEmpty().Max();
        return settings.Count is > 0 and <= LeaderboardColumns.MaxSettings && least + others <= width
            ? columns
            : [LeaderboardColumns.Configuration with { ShrinksTo = Math.Clamp(width - others - 2, 8, 32) }];
    }

    // Numbers stay whole; a name can be told by its beginning.
    private static LeaderboardColumn SettingColumn(IReadOnlyList<LeaderboardRow> rows, string setting, int leastText)
    {
        var isNumeric = rows.All(
            row => row.Settings.All(assignment => assignment.Setting != setting || assignment.Value is SettingValue.Number));
        return LeaderboardColumns.Setting(setting) with
        {
            IsNumeric = isNumeric,
            ShrinksTo = isNumeric ? null : Math.Max(setting.Length, leastText),
        };
    }

    private static int Widest(IReadOnlyList<LeaderboardRow> rows, LeaderboardColumn column) =>
        rows.Select(row => column.TerminalCell(row).Length).Append(column.Header.Length).Max();
}
