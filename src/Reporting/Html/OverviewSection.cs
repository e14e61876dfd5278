using SweepCluster.Model.Configurations;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Reporting.Html;

/// <summary>The head of the page: the subject of the sweep, and its result in one sentence and a few figures.</summary>
public static class OverviewSection
{
    public static void Write(HtmlPage page, ReportContent content)
    {
        var (sweep, spec) = (content.Sweep, content.Spec);
        page.Add($"<header><p class=\"kind\">Sweep report</p><h1>{sweep.Id}</h1>");
        if (spec.Description.Length > 0)
            page.Add($"<p class=\"lead\">{spec.Description}</p>");
        if (spec.Tags.Count > 0)
        {
            page.Add($"<ul class=\"tags\">");
            foreach (var tag in spec.Tags)
                page.Add($"<li>{tag}</li>");
            page.Add($"</ul>");
        }

        page.Add($"<p class=\"headline\">{Headline(content)}</p>");
        if (content.Rows.Count > 0 && LeaderboardText.WinnerNote(spec, sweep.Configurations) is { Length: > 0 } winner)
            page.Add($"<p class=\"note\">{winner}</p>");
        page.Add($"<dl class=\"tiles\">");
        if (content.Rows.Count > 0)
        {
            var objective = content.Rows[0].Objective;
            Tile(page, $"best {spec.Objective.Metric.Name()}", FigureText.Metric(objective.Mean), objective.HalfWidth is { } half
                ? $"±{FigureText.HalfWidth(objective.Mean, half)}"
                : objective.Count == 1 ? "one seed" : "no variation between seeds");
        }

        Tile(page, "trials", FigureText.Count(content.Counts.Values.Sum()), SweepText.Size(sweep, spec));
        Tile(page, "status", sweep.Status.ToString().ToLowerInvariant(), SweepText.Counts(content.Counts));
        Tile(
            page,
            "time",
            FigureText.Duration(TimeSpan.FromSeconds(sweep.RunSeconds)),
            $"of running, created {Whole(FigureText.Moment(sweep.CreatedAt))}");
        if (content.Schedule is { } schedule)
            Tile(page, spec.ScheduleName, schedule.Epochs, schedule.Rungs);
        Tile(page, "data set", spec.Data.Dataset.Split(':')[0], SplitText(spec.Data.Split));
        page.Add($"</dl></header>");
    }

    /// <summary>The result in one sentence.</summary>
    public static string Headline(ReportContent content)
    {
        if (content.Rows.Count == 0)
            return "No trial has an objective yet.";
        var best = content.Rows[0];
        var beginning = $"{RowText.Settings(best.Settings)} comes first with {content.Spec.Objective.Metric.Name()} "
            + $"{LeaderboardText.Objective(best.Objective)} {LeaderboardText.OverSeeds(best)}";
        var tied = content.Rows.Count(row => row.Tied && row != best);
        // There may be more than were read.
        var more = tied == content.Rows.Count - 1 && content.Total > content.Rows.Count ? "at least " : "";
        return tied == 0
            ? beginning + "."
            : $"{beginning}; these seeds don't tell {more}{FigureText.Plural(tied, "other configuration")} apart from it.";
    }

    private static string SplitText(SplitSettings split) => split.Kind switch
    {
        SplitKind.None => "no validation images",
        SplitKind.First => $"first {FigureText.Count(split.Count)} for validation",
        SplitKind.Last => $"last {FigureText.Count(split.Count)} for validation",
        SplitKind.Fraction => $"last {split.Fraction * 100:0.#} % for validation",
        _ => throw new ArgumentOutOfRangeException(nameof(split), split.Kind, "Unknown split."),
    };

    // Keeps a date from being broken across lines.
    private static string Whole(string moment) => moment.Replace('-', '\u2011');

    private static void Tile(HtmlPage page, string name, string value, string detail) =>
        page.Add($"<div><dt>{name}</dt><dd class=\"value\">{value}</dd><dd class=\"detail\">{detail}</dd></div>");
}
