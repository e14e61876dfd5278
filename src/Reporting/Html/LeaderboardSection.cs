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
            page.Add($"<p>No trial has an objective yet.</p>");
        if (content.Rows.Count + content.Lost.Count == 0)
            return;
        LeaderboardRow[] rows = [.. content.Rows.Concat(content.Lost).Take(ReportContent.MaxRows)];
        var ranked = rows.Count(row => row.HasObjective);
        var drawing = IntervalDrawing.Around(rows.SelectMany(row => new[] { row.Worst, row.Best }));
        page.Add($"<p>Each row is a configuration over its seeds: the dot is their mean, the bar its 95 % interval, "
            + $"the line reaches from the worst seed to the best. "
            + $"P(best) is the probability of being the best of these rows. {string.Join(' ', LeaderboardText.RankNotes(rows))} "
            + $"{LeaderboardText.MissingNote(content.Spec, rows)}</p>");
        var columns = Columns(content, rows, drawing).ToArray();
        HtmlTable.Write(page, "Leaderboard", [.. columns.Select(column => column.Column)], rows.Select(row =>
            (IReadOnlyList<TableCell>)[.. columns.Select(column => column.Cell(row))]));
        var left = content.Total + content.TotalLost - rows.Length;
        if (left > 0)
        {
            page.Add($"<p class=\"note\">The best {ranked} of {FigureText.Count(content.Total)} configurations{Lost(content)}. "
                + $"All: <code>./sweep export {content.Sweep.Id} --what leaderboard -o leaderboard.csv</code></p>");
        }
    }

    private static string Lost(ReportContent content) => content.TotalLost == 0
        ? ""
        : $", beside {FigureText.Count(content.TotalLost)} without a result, whose seeds diverged or failed";

    private static IEnumerable<(TableColumn Column, Func<LeaderboardRow, TableCell> Cell)> Columns(
        ReportContent content, LeaderboardRow[] rows, IntervalDrawing drawing)
    {
        yield return Shown(LeaderboardColumns.Rank);
        yield return Shown(LeaderboardColumns.ObjectiveOf(content.Spec));
        yield return (
            new("", false, Ends(drawing)),
            row => row.HasObjective
                ? drawing.Draw(row.Objective, (Math.Min(row.Worst, row.Best), Math.Max(row.Worst, row.Best)))
                : Markup.None);
        var settings = LeaderboardColumns.SettingNames(rows);
        foreach (var column in settings.Count is > 0 and <= LeaderboardColumns.MaxSettings
            ? settings.Select(LeaderboardColumns.Setting)
            : [LeaderboardColumns.Configuration])
        {
            yield return Shown(column);
        }

        foreach (var column in LeaderboardColumns.FiguresOf(content.Spec, rows).Where(column => !column.IsDrawn))
            yield return Shown(column);
    }

    private static (TableColumn Column, Func<LeaderboardRow, TableCell> Cell) Shown(LeaderboardColumn column) =>
        (new(column.Header, column.IsNumeric), row => column.Text(row));

    private static Markup Ends(IntervalDrawing drawing) =>
        new($"<span class=\"ends\"><span>{HtmlPage.Escape(FigureText.Metric(drawing.Low))}</span>"
            + $"<span>{HtmlPage.Escape(FigureText.Metric(drawing.High))}</span></span>");
}
