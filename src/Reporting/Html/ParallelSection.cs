using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with all settings side by side.</summary>
public static class ParallelSection
{
    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        !hasCharts || content.Charts.Parallel.Count == 0
            ? null
            : new("parallel", "All settings side by side", page => Write(page, content));

    private static void Write(HtmlPage page, ReportContent content)
    {
        var chart = content.Charts.Parallel[0];
        var metric = chart.Axes[^1].Name;
        var lost = chart.TotalLost > 0
            ? $"A dashed line that ends before it is a configuration of which every seed diverged or failed "
                + $"({FigureText.Count(chart.TotalLost)} of them). "
            : "";
        page.Add($"<p>A line per configuration through its settings to its {metric}; the better, the stronger its colour. {lost}"
            + $"Drag along an axis to see only the lines that cross it there.</p>");
        ChartBox.Write(
            page, true, "parallel:0",
            $"Parallel coordinates of {FigureText.Plural(chart.Lines.Count, "configuration")} over "
            + $"{string.Join(", ", chart.Axes.Select(axis => axis.Name))}. The leaderboard holds the best of them as a table.",
            "parallel");
        if (chart.Total > chart.Lines.Count)
            page.Add($"<p class=\"note\">{FigureText.Count(chart.Lines.Count)} of {FigureText.Count(chart.Total)} configurations: "
                + $"the best, and others evenly spread over the rest.</p>");
    }
}
