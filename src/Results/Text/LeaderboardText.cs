using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Text;

/// <summary>Formats the leaderboard as a table; see <c>docs/leaderboard.md</c>.</summary>
public static class LeaderboardText
{
    /// <summary>Marks a mean that leaves out seeds.</summary>
    public const string SurvivorMark = "*";

    /// <summary>The header and a line per row.</summary>
    public static IReadOnlyList<string> Lines(SweepSpec spec, IReadOnlyList<LeaderboardRow> rows, int width)
    {
        LeaderboardColumn[] columns =
        [
            LeaderboardColumns.Rank,
            .. SettingColumns(rows, width),
            LeaderboardColumns.ObjectiveOf(spec),
            .. LeaderboardColumns.FiguresOf(spec, rows),
        ];
        return TextTable.Lines(columns, rows, width);
    }

    /// <summary>What the marks in the column of ranks mean, of those that these rows have; else empty.</summary>
    public static IEnumerable<string> RankNotes(IReadOnlyCollection<LeaderboardRow> rows)
    {
        if (rows.Any(row => row.Tied))
            yield return "= not told apart from the first row, by tests of the differences at 95 % over all rows.";
        if (rows.Any(row => !row.Tied && row.Rank is { } rank && rank.Low < rank.High))
            yield return "A rank such as 4-9 says which ranks the seeds leave open.";
        if (rows.Any(row => row is { HasObjective: true, Rank: null }))
            yield return "(3) is an order without a rank: one seed tells nothing about the others.";
    }

    public static string Objective(MeanEstimate objective) => objective.HalfWidth is { } halfWidth
        ? $"{FigureText.Metric(objective.Mean)} ±{FigureText.HalfWidth(objective.Mean, halfWidth)}"
        : FigureText.Metric(objective.Mean);

    /// <summary>The objective, with a mark if it leaves out seeds that diverged or failed; how the seeds ended where there is
    /// none.</summary>
    public static string Objective(LeaderboardRow row) =>
        row.HasObjective ? Objective(row.Objective) + (row.IsOfSurvivors ? SurvivorMark : "") : RowText.Ended(row.Seeds);

    /// <summary>The same, with a second mark if no seed has finished.</summary>
    public static string MarkedObjective(LeaderboardRow row) => (row.IsProvisional ? "~" : "") + Objective(row);

    /// <summary>What a row's mean is over: <c>over 4 of 10 seeds (40 %), 6 diverged</c>.</summary>
    public static string OverSeeds(LeaderboardRow row)
    {
        var seeds = row.Seeds;
        if (row.IsProvisional || seeds.Total == seeds.Succeeded)
            return $"over {FigureText.Plural(row.Objective.Count, "seed")}";
        var counted = row.Objective.Count > seeds.Succeeded ? " (counted as 0)" : "";
        return $"over {seeds.Succeeded} of {FigureText.Plural(seeds.Total, "seed")}{RowText.Rate(seeds)}, {RowText.Others(seeds)}{counted}";
    }

    /// <summary>What became of the seeds without a figure, where any row has some; else empty.</summary>
    public static string MissingNote(SweepSpec spec, IReadOnlyCollection<LeaderboardRow> rows)
    {
        var notes = new List<string>();
        if (spec.Objective.Diverged == DivergedSeeds.Worst && rows.Any(row => row.Seeds.Diverged > 0))
        {
            notes.Add(
                "Seeds that diverged count as 0 in the objective; means of other figures, and those of failed seeds, leave them out.");
        }

        if (rows.Any(row => row.IsOfSurvivors))
        {
            notes.Add($"{SurvivorMark} Means leave out seeds that diverged or failed: these are means of the survivors, which flatters "
                + "them; see the column seeds.");
        }

        return string.Join(' ', notes);
    }

    /// <summary>Why the first row looks better than it is; empty where nothing was chosen.</summary>
    /// <remarks>The greatest of several means is greater on average than the expectation of whatever has it (Cawley and Talbot, "On
    /// over-fitting in model selection and subsequent selection bias in performance evaluation", Journal of Machine Learning Research 11,
    /// 2010).</remarks>
    /// <param name="configurations">Configurations of the sweep.</param>
    public static string WinnerNote(SweepSpec spec, long configurations)
    {
        if (configurations < 2 || spec.Kind == SweepKind.RangeTest)
            return "";
        var better = spec.Objective.Goal == Goal.Maximize ? "lower" : "higher";
        var test = spec.Objective.Metric.IsTest() ? " It was chosen by the test images, so they can't tell how good it is." : "";
        return $"The first of {FigureText.Count(configurations)} configurations owes its rank partly to luck: with other seeds its "
            + $"{spec.Objective.Metric.Name()} is probably {better}.{test}";
    }

    /// <summary>A column per setting if they are few and fit beside rank and objective, else one column for all settings.</summary>
    private static LeaderboardColumn[] SettingColumns(IReadOnlyList<LeaderboardRow> rows, int width)
    {
        var settings = LeaderboardColumns.SettingNames(rows);
        var columns = settings.Select(setting => SettingColumn(rows, setting, width / 5)).ToArray();
        var least = columns.Sum(column => 2 + Math.Min(column.ShrinksTo ?? int.MaxValue, Widest(rows, column)));
        var others = "rank".Length + 2 + rows.Select(row => MarkedObjective(row).Length).DefaultIfEmpty().Max();
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
