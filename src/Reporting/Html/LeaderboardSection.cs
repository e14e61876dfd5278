using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the best configurations, each with a drawing of its interval.</summary>
public static class LeaderboardSection
{
    public static ReportSection Create(ReportContent content) => new("leaderboard", "Leaderboard", page => Write(page, content));

    private static void Write(HtmlPage page, ReportContent content)
    {
        if (content.Rows.Count == 0)
        {
            page.Add($"<p>No trial has an objective yet.</p>");
            return;
        }

        var rows = content.Rows.Take(ReportContent.MaxRows).ToArray();
        var drawing = IntervalDrawing.Around(rows.SelectMany(row => new[] { row.Worst, row.Best }));
        page.Add($"<p>Each row is a configuration over its seeds: the dot is their mean, the bar its 95 % interval, "
            + $"the line reaches from the worst seed to the best. "
            + $"P(best) is the probability of being the best of these rows. {string.Join(' ', LeaderboardText.RankNotes(rows))} "
            + $"{LeaderboardText.MissingNote(content.Spec, rows)}</p>");
        var columns = Columns(content, rows, drawing).ToArray();
        HtmlTable.Write(page, "Leaderboard", [.. columns.Select(column => column.Column)], rows.Select(row =>
            (IReadOnlyList<TableCell>)[.. columns.Select(column => column.Cell(row))]));
        if (content.Total > rows.Length)
        {
            page.Add($"<p class=\"note\">The best {rows.Length} of {FigureText.Count(content.Total)} configurations. "
                + $"All: <code>./sweep export {content.Sweep.Id} --what leaderboard -o leaderboard.csv</code></p>");
        }
    }

    private static IEnumerable<(TableColumn Column, Func<LeaderboardRow, TableCell> Cell)> Columns(
        ReportContent content, LeaderboardRow[] rows, IntervalDrawing drawing)
    {
        yield return Shown(LeaderboardColumns.Rank);
        yield return Shown(LeaderboardColumns.ObjectiveOf(content.Spec));
        yield return (
            new("", false, Ends(drawing)),
            row => drawing.Draw(row.Objective, (Math.Min(row.Worst, row.Best), Math.Max(row.Worst, row.Best))));
        var settings = LeaderboardColumns.SettingNames(rows);
        foreach (var column in settings.Count is > 0 and <= LeaderboardColumns.MaxSettings
            ? settings.Select(LeaderboardColumns.Setting)
            : [LeaderboardColumns.Configuration])
        {
            yield return Shown(column);
        }

        foreach (var column in LeaderboardColumns.FiguresOf(content.Spec).Where(column => !column.IsDrawn))
            yield return Shown(column);
    }

    private static (TableColumn Column, Func<LeaderboardRow, TableCell> Cell) Shown(LeaderboardColumn column) =>
        (new(column.Header, column.IsNumeric), row => column.Text(row));

    private static Markup Ends(IntervalDrawing drawing) =>
        new($"<span class=\"ends\"><span>{HtmlPage.Escape(FigureText.Metric(drawing.Low))}</span>"
            + $"<span>{HtmlPage.Escape(FigureText.Metric(drawing.High))}</span></span>");
}
