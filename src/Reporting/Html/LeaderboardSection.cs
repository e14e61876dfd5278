using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The best configurations, each with its interval drawn beside it.</summary>
public static class LeaderboardSection
{
    private const int MaxSettingColumns = 6;

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
        page.Add($"<p>Each row is a configuration over its seeds: the dot is their mean, the bar its 95 % interval, the line reaches from the worst seed to the best. "
            + $"Rows marked = have intervals that overlap those of the first of their rank.</p>");
        HtmlTable.Write(page, "Leaderboard", [.. Columns(content, rows, drawing).Select(column => column.Column)], rows.Select(row =>
            (IReadOnlyList<TableCell>)[.. Columns(content, rows, drawing).Select(column => column.Cell(row))]));
        if (content.Total > rows.Length)
        {
            page.Add($"<p class=\"note\">The best {rows.Length} of {FigureText.Count(content.Total)} configurations. "
                + $"All: <code>./sweep export {content.Sweep.Id} --what leaderboard -o leaderboard.csv</code></p>");
        }
    }

    private static IEnumerable<(TableColumn Column, Func<LeaderboardRow, TableCell> Cell)> Columns(
        ReportContent content, LeaderboardRow[] rows, IntervalDrawing drawing)
    {
        var objective = content.Spec.Objective.Metric;
        yield return (new("rank", true), row => LeaderboardText.Rank(row));
        yield return (new(objective.Name(), true), row => LeaderboardText.Objective(row.Objective));
        yield return (
            new("", false, Ends(drawing)),
            row => drawing.Draw(row.Objective, (Math.Min(row.Worst, row.Best), Math.Max(row.Worst, row.Best))));
        var settings = rows.SelectMany(row => row.Settings.Select(assignment => assignment.Setting)).Distinct().ToArray();
        if (settings.Length is > 0 and <= MaxSettingColumns)
        {
            foreach (var setting in settings)
                yield return (new(setting), row => row.Settings.FirstOrDefault(assignment => assignment.Setting == setting)?.Value.ToString());
        }
        else
        {
            yield return (new("configuration"), row => LeaderboardText.Settings(row.Settings));
        }

        if (content.Spec.Kind == SweepKind.RangeTest)
        {
            yield return (new("at lr", true), row => FigureText.Metric(row.Range?.MinimumRate));
            yield return (new("minimum / 2", true), row => FigureText.Metric(row.Range?.HalfOfMinimum));
            yield return (new("steepest", true), row => FigureText.Metric(row.Range?.SteepestRate));
        }
        else if (objective != Metric.TestLoss)
        {
            yield return (new("test_loss", true), row => FigureText.Metric(row.TestLoss));
        }

        if (content.Spec.Kind != SweepKind.RangeTest && objective != Metric.TestAccuracy)
            yield return (new("test_acc", true), row => FigureText.Metric(row.TestAccuracy));
        yield return (new("params", true), row => FigureText.Size(row.Parameters));
        yield return (new("s/epoch", true), row => FigureText.Seconds(row.SecondsPerEpoch));
        yield return (new("seeds", true), row => LeaderboardText.Seeds(row.Seeds));
    }

    private static Markup Ends(IntervalDrawing drawing) =>
        new($"<span class=\"ends\"><span>{HtmlPage.Escape(FigureText.Metric(drawing.Low))}</span><span>{HtmlPage.Escape(FigureText.Metric(drawing.High))}</span></span>");
}
