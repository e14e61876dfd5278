using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section about the gap between accuracy on training and held-out images.</summary>
public static class GapSection
{
    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Gap.Count == 0
            ? null
            : new("gap", "Training and held-out images", page => Write(page, content, content.Charts.Gap[0], hasCharts));

    private static void Write(HtmlPage page, ReportContent content, GapChart gap, bool hasCharts)
    {
        page.Add($"<p>{(gap.Rows.Count < content.Total ? $"Of the best {gap.Rows.Count} configurations, the" : "The")} accuracy on the "
            + $"training images (mean of the last epoch, while they are trained on) and on the {gap.HeldName} images. "
            + $"A wide gap means that a network overfits its training images.</p>");
        ChartBox.Write(
            page, hasCharts, "gap:0",
            $"Accuracy on training and {gap.HeldName} images per configuration. The table below holds its figures.", "rows",
            gap.Rows.Count);
        HtmlTable.WriteFolded(
            page, !hasCharts, "Figures of the gap",
            [new("configuration"), new("training", true), new(gap.HeldName, true), new("gap", true)],
            gap.Rows.Select(row => (IReadOnlyList<TableCell>)[
                row.Name,
                FigureText.Metric(row.Train),
                FigureText.Metric(row.Held),
                FigureText.Metric(row.Train - row.Held),
            ]));
    }
}
