using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Published;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with published figures beside the sweep's own.</summary>
public static class PublishedSection
{
    private static readonly TableColumn[] Columns =
    [
        new("configuration"), new("metric"), new("published", true), new("ours", true), new("seeds", true), new(""), new("verdict"),
    ];

    /// <summary>Creates the section; null if the spec quotes none.</summary>
    public static ReportSection? Create(ReportContent content) =>
        content.Published.Count == 0 ? null : new("published", "Published figures", page => Write(page, content));

    private static void Write(HtmlPage page, ReportContent content)
    {
        page.Add($"<p>The diamond is what was published, the dot our mean, the bar its 95 % interval. "
            + $"The line is where 95 % of single runs of ours would fall, "
            + $"which is what a figure from one run can be held against. Each row has a scale of its own.</p>");
        HtmlTable.Write(page, "Published figures beside ours", Columns, content.Published.Select(Row));
    }

    private static IReadOnlyList<TableCell> Row(PublishedComparison comparison)
    {
        var entry = comparison.Entry;
        var subject = entry.Where.Count == 0 ? "(all)" : string.Join(", ", entry.Where);
        var remark = string.Join("; ", new[] { SourceText.Quoted(entry.Source), entry.Note }.Where(text => text.Length > 0));
        return
        [
            remark.Length == 0
                ? subject
                : new Markup($"{HtmlPage.Escape(subject)}<span class=\"remark\">{HtmlPage.Escape(remark)}</span>"),
            PublishedText.Name(comparison),
            PublishedText.Value(comparison.Figure, comparison.Published),
            PublishedText.Ours(comparison),
            RowText.Seeds(comparison.Seeds),
            Drawing(comparison),
            Verdict(comparison),
        ];
    }

    private static Markup Drawing(PublishedComparison comparison)
    {
        if (comparison.Ours is not { } ours)
            return Markup.None;
        var (low, high) = (comparison.Low ?? ours.Mean, comparison.High ?? ours.Mean);
        return IntervalDrawing.Around([comparison.Published, low, high]).Draw(ours, (low, high), comparison.Published);
    }

    private static Markup Verdict(PublishedComparison comparison) => comparison switch
    {
        { Within: null, Ours.Count: > 1 } => new("<span class=\"flag\">no variation between seeds</span>"),
        { Within: null } => new("<span class=\"flag\">too few seeds</span>"),
        { Within: false } => new("<span class=\"flag bad\">&#9873; differs</span>"),
        { Ours: { } ours, Published: var published } when published >= ours.Low
            && published <= ours.High => new("<span class=\"flag good\">within our interval</span>"),
        _ => new("<span class=\"flag good\">as a single run may be</span>"),
    };
}
