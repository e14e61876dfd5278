using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section about size and time against the objective.</summary>
public static class CostSection
{
    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Cost.Count == 0 ? null : new("cost", "Size and time", page => Write(page, content.Charts.Cost, hasCharts));

    private static void Write(HtmlPage page, IReadOnlyList<CostChart> charts, bool hasCharts)
    {
        page.Add($"<p>On the Pareto front are the configurations that no other beats at the same or a lower cost. "
            + $"Times depend on the machine and on what else ran.</p><div class=\"pair\">");
        foreach (var (index, chart) in charts.Index())
            ChartBox.Write(
                page, hasCharts, $"cost:{index}",
                $"{chart.Metric} against {chart.Cost}, with the Pareto front. The table below holds the front.", "tall");
        page.Add($"</div>");
        if (charts.FirstOrDefault(chart => chart.Total > chart.Points.Count) is { } thinned)
            page.Add($"<p class=\"note\">{FigureText.Count(thinned.Points.Count)} of {FigureText.Count(thinned.Total)} configurations: "
                + $"the front, the best, and others evenly spread over the rest.</p>");
        foreach (var chart in charts)
        {
            HtmlTable.WriteFolded(
                page, !hasCharts, $"Pareto front of {chart.Metric} against {chart.Cost}",
                [new("configuration"), new(chart.Cost, true), new(chart.Metric, true)],
                chart.Points.Where(point => point.Front).Select(point => (IReadOnlyList<TableCell>)
                [
                    point.Name, chart.Unit == "s" ? $"{FigureText.Seconds(point.Cost)} s" : FigureText.Count((long)point.Cost),
                    FigureText.Metric(point.Value),
                ]));
        }
    }
}
