using SweepCluster.Contracts.Configurations;
using SweepCluster.Coordinator.Rendering;

namespace SweepCluster.Coordinator.Reports.Pages;

/// <summary>The figures of others beside ours.</summary>
internal static class PublishedSection
{
    private static readonly TableColumn[] Columns =
    [
        new("configuration"), new("metric"), new("published", true), new("ours", true), new("seeds", true), new(""), new("verdict"), new("note"),
    ];

    /// <summary>Null where the spec quotes none.</summary>
    public static ReportSection? Create(ReportContent content) =>
        content.Published.Count == 0 ? null : new("published", "Published figures", page => Write(page, content));

    private static void Write(HtmlPage page, ReportContent content)
    {
        page.Add($"<p>The diamond is what was published, the dot our mean, the bar its 95 % interval. The line is where 95 % of single runs of ours would fall, "
            + $"which is what a figure from one run can be held against. Each row has a scale of its own.</p>");
        HtmlTable.Write(page, "Published figures beside ours", Columns, content.Published.Select(Row));
    }

    private static IReadOnlyList<TableCell> Row(PublishedComparison comparison)
    {
        var subject = comparison.Figure.Where.Count == 0 ? "(all)" : string.Join(", ", comparison.Figure.Where);
        return
        [
            comparison.Configurations > 1 ? $"{subject}: {comparison.Configurations} configurations together" : subject,
            comparison.Published.Metric.Name(),
            FigureText.Metric(comparison.Published.Value),
            comparison.Ours is { } ours ? LeaderboardText.Objective(ours) : FigureText.Unknown,
            $"{comparison.Ours?.Count ?? 0}",
            Drawing(comparison),
            Verdict(comparison.Verdict),
            comparison.Figure.Note,
        ];
    }

    private static Markup Drawing(PublishedComparison comparison)
    {
        if (comparison.Ours is not { } ours)
            return Markup.None;
        var half = comparison.RunHalfWidth ?? 0;
        return IntervalDrawing.Around([comparison.Published.Value, ours.Mean - half, ours.Mean + half])
            .Draw(ours, (ours.Mean - half, ours.Mean + half), comparison.Published.Value);
    }

    private static Markup Verdict(PublishedVerdict verdict) => verdict switch
    {
        PublishedVerdict.Undecided => new("<span class=\"flag\">too few seeds</span>"),
        PublishedVerdict.WithinMean => new("<span class=\"flag good\">within our interval</span>"),
        PublishedVerdict.WithinRun => new("<span class=\"flag good\">as a single run may be</span>"),
        PublishedVerdict.Differs => new("<span class=\"flag bad\">&#9873; differs</span>"),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
    };
}
