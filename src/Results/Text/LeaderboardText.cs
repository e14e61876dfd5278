using System.Globalization;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>The leaderboard as a table; see <c>docs/leaderboard.md</c>.</summary>
public static class LeaderboardText
{
    private const int MaxSettingColumns = 6;

    /// <summary>The header and a line per row.</summary>
    public static IReadOnlyList<string> Lines(SweepSpec spec, IReadOnlyList<LeaderboardRow> rows, int width)
    {
        Column[] columns =
        [
            new(new("rank", Right: true), Rank),
            .. SettingColumns(rows, width),
            .. spec.Kind == SweepKind.RangeTest ? RangeColumns() : FigureColumns(spec.Objective.Metric),
        ];
        var table = new TextTable([.. columns.Select(column => column.Layout)]);
        foreach (var row in rows)
            table.Add([.. columns.Select(column => column.Cell(row))]);
        return table.Lines(width);
    }

    public static string Rank(LeaderboardRow row) => (row.Tied ? "=" : "") + row.Rank.ToString(CultureInfo.InvariantCulture);

    public static string Settings(IReadOnlyCollection<SettingAssignment> settings) => settings.Count == 0 ? "(base)" : string.Join(", ", settings);

    public static string Objective(MeanEstimate objective) => objective.HalfWidth is { } halfWidth
        ? $"{FigureText.Metric(objective.Mean)} ±{FigureText.HalfWidth(objective.Mean, halfWidth)}"
        : FigureText.Metric(objective.Mean);

    /// <summary>Marked where no seed has finished yet.</summary>
    public static string Objective(LeaderboardRow row) => (row.IsProvisional ? "~" : "") + Objective(row.Objective);

    /// <summary>How many succeeded, and what became of the others: <c>3, 1 diverged</c>.</summary>
    public static string Seeds(SeedCounts seeds)
    {
        (int Count, string Text)[] others =
        [
            (seeds.Diverged, "diverged"), (seeds.Failed, "failed"), (seeds.Open, "open"), (seeds.Cancelled, "cancelled"),
        ];
        return string.Join(", ", others.Where(other => other.Count > 0).Select(other => $"{other.Count} {other.Text}")
            .Prepend(seeds.Succeeded.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>A column per setting where they are few and fit beside rank and objective, else all settings in one.</summary>
    private static Column[] SettingColumns(IReadOnlyList<LeaderboardRow> rows, int width)
    {
        var settings = rows.SelectMany(row => row.Settings.Select(assignment => assignment.Setting)).Distinct().ToArray();
        var columns = settings.Select(setting => SettingColumn(rows, setting, width / 5)).ToArray();
        var least = columns.Sum(column => 2 + Math.Min(column.Layout.ShrinksTo ?? int.MaxValue, Widest(rows, column)));
        var others = "rank".Length + 2 + rows.Select(row => Objective(row).Length).DefaultIfEmpty().Max();
        return settings.Length is > 0 and <= MaxSettingColumns && least + others <= width
            ? columns
            : [new(new("configuration", ShrinksTo: Math.Clamp(width - others - 2, 8, 32)), row => Settings(row.Settings))];
    }

    // Numbers stay whole; a name can be told by its beginning.
    private static Column SettingColumn(IReadOnlyList<LeaderboardRow> rows, string setting, int leastText)
    {
        var isNumeric = rows.All(row => row.Settings.All(assignment => assignment.Setting != setting || assignment.Value is SettingValue.Number));
        return new(new(setting, Right: isNumeric, ShrinksTo: isNumeric ? null : Math.Max(setting.Length, leastText)), row => Value(row, setting));
    }

    private static int Widest(IReadOnlyList<LeaderboardRow> rows, Column column) =>
        rows.Select(row => column.Cell(row).Length).Append(column.Layout.Header.Length).Max();

    private static string Value(LeaderboardRow row, string setting) =>
        row.Settings.FirstOrDefault(assignment => assignment.Setting == setting)?.Value.ToString() ?? "";

    // What goes first where room is short: the spread of the seeds, times, sizes, test metrics.
    private static IEnumerable<Column> FigureColumns(Metric objective)
    {
        yield return new(new(objective.Name(), Right: true), row => Objective(row));
        yield return new(new("worst", Right: true, DropOrder: 2), row => FigureText.Metric(row.Worst));
        yield return new(new("best", Right: true, DropOrder: 3), row => FigureText.Metric(row.Best));
        if (objective != Metric.TestLoss)
            yield return new(new("test_loss", Right: true, DropOrder: 1), row => FigureText.Metric(row.TestLoss));
        if (objective != Metric.TestAccuracy)
            yield return new(new("test_acc", Right: true, DropOrder: 6), row => FigureText.Metric(row.TestAccuracy));
        yield return new(new("params", Right: true, DropOrder: 5), row => FigureText.Size(row.Parameters));
        yield return new(new("s/epoch", Right: true, DropOrder: 4), row => FigureText.Seconds(row.SecondsPerEpoch));
        yield return new(new("seeds", DropOrder: 7, ShrinksTo: 5), row => Seeds(row.Seeds));
    }

    private static IEnumerable<Column> RangeColumns()
    {
        yield return new(new("min running loss", Right: true), row => Objective(row));
        yield return new(new("at lr", Right: true, DropOrder: 3), row => FigureText.Metric(row.Range?.MinimumRate));
        yield return new(new("minimum/2", Right: true), row => FigureText.Metric(row.Range?.HalfOfMinimum));
        yield return new(new("steepest", Right: true, DropOrder: 4), row => FigureText.Metric(row.Range?.SteepestRate));
        yield return new(new("params", Right: true, DropOrder: 2), row => FigureText.Size(row.Parameters));
        yield return new(new("s/epoch", Right: true, DropOrder: 1), row => FigureText.Seconds(row.SecondsPerEpoch));
        yield return new(new("seeds", DropOrder: 5, ShrinksTo: 5), row => Seeds(row.Seeds));
    }

    private sealed record Column(TextColumn Layout, Func<LeaderboardRow, string> Cell);
}
