using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Results.Text;

/// <summary>Describes several sweeps side by side.</summary>
public static class ComparisonText
{
    private const int MinValueWidth = 12;

    /// <summary>A line per key in which the specs differ, with a column per sweep.</summary>
    public static IReadOnlyList<string> Differences(
        IReadOnlyList<string> ids, IReadOnlyList<SpecDifference> differences, int width)
    {
        var table = new TextTable([new("spec"), .. ids.Select(id => new TextColumn(id, ShrinksTo: Math.Max(id.Length, MinValueWidth)))]);
        foreach (var difference in differences)
            table.Add([difference.Path, .. difference.Values.Select(value => value ?? "-")]);
        return differences.Count == 0 ? ["The specs are the same, names, descriptions and tags aside."] : table.Lines(width);
    }

    /// <summary>The best rows of sweeps that have one objective.</summary>
    public static IReadOnlyList<string> Leaderboard(SweepSpec spec, IReadOnlyList<CombinedRow> rows, int width)
    {
        ResultColumn<CombinedRow>[] columns =
        [
            Of(LeaderboardColumns.Rank),
            new("sweep", row => row.SweepId),
            Of(LeaderboardColumns.Configuration) with { ShrinksTo = 16 },
            Of(LeaderboardColumns.ObjectiveOf(spec)),
            .. LeaderboardColumns.FiguresOf(spec, rows.Select(row => row.Row)).Select(Of),
        ];
        return TextTable.Lines(columns, rows, width);
    }

    /// <summary>What the ranks of the rows are worth.</summary>
    public static IEnumerable<string> Notes(IReadOnlyCollection<SweepSpec> specs, IReadOnlyCollection<CombinedRow> rows)
    {
        if (specs.Select(spec => (spec.Data, spec.Objective.Epoch)).Distinct().Skip(1).Any())
            yield return "The sweeps differ in their images, their split or the epoch that counts: figures that are measured differently "
                + "can't be compared.";
        if (CombinedLeaderboard.IsTested(specs))
        {
            foreach (var note in LeaderboardText.RankNotes([.. rows.Select(row => row.Row)]))
                yield return note;
        }
        else
        {
            yield return "(3) is an order without a test: ranks are tested only between sweeps of the same data set, split and random "
                + "seed.";
        }
    }

    /// <summary>The objective in words, as the heading of a table.</summary>
    public static string Objective(ObjectiveSpec objective) =>
        $"{(objective.Goal == Goal.Maximize ? "highest" : "lowest")} {objective.Metric.Name()} first";

    private static ResultColumn<CombinedRow> Of(LeaderboardColumn column) => new(column.Header, row => column.Text(row.Row))
    {
        IsNumeric = column.IsNumeric,
        TerminalHeader = column.TerminalHeader,
        TerminalText = row => column.TerminalCell(row.Row),
        DropOrder = column.DropOrder,
        ShrinksTo = column.ShrinksTo,
    };
}
