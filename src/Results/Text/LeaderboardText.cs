using System.Globalization;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>Formats the leaderboard as a table; see <c>docs/leaderboard.md</c>.</summary>
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

    public static string Rank(LeaderboardRow row) => (row.Tied ? "=" : "") + row.Rank.ToString(CultureInfo.InvariantCulture);

    public static string Settings(IReadOnlyCollection<SettingAssignment> settings) =>
        settings.Count == 0 ? "(base)" : string.Join(", ", settings);

    public static string Objective(MeanEstimate objective) => objective.HalfWidth is { } halfWidth
        ? $"{FigureText.Metric(objective.Mean)} ±{FigureText.HalfWidth(objective.Mean, halfWidth)}"
        : FigureText.Metric(objective.Mean);

    /// <summary>The objective, with a mark if no seed has finished.</summary>
    public static string Objective(LeaderboardRow row) => (row.IsProvisional ? "~" : "") + Objective(row.Objective);

    /// <summary>Number of seeds that succeeded, and the outcomes of the others: <c>3, 1 diverged</c>.</summary>
    public static string Seeds(SeedCounts seeds)
    {
        (int Count, string Text)[] others =
        [
            (seeds.Diverged, "diverged"), (seeds.Failed, "failed"), (seeds.Open, "open"), (seeds.Cancelled, "cancelled"),
        ];
        return string.Join(", ", others.Where(other => other.Count > 0).Select(other => $"{other.Count} {other.Text}")
            .Prepend(seeds.Succeeded.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>A column per setting if they are few and fit beside rank and objective, else one column for all settings.</summary>
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

    // Numbers are never cut; a name can be recognised by its beginning.
    private static LeaderboardColumn SettingColumn(IReadOnlyList<LeaderboardRow> rows, string setting, int minText)
    {
        var isNumeric = rows.All(
            row => row.Settings.All(assignment => assignment.Setting != setting || assignment.Value is SettingValue.Number));
        return LeaderboardColumns.Setting(setting) with
        {
            IsNumeric = isNumeric,
            ShrinksTo = isNumeric ? null : Math.Max(setting.Length, minText),
        };
    }

    private static int Widest(IReadOnlyList<LeaderboardRow> rows, LeaderboardColumn column) =>
        rows.Select(row => column.TerminalCell(row).Length).Append(column.Header.Length).Max();
}
