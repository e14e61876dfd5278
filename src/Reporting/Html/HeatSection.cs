using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the objective over two settings at once.</summary>
public static class HeatSection
{
    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Heat.Count == 0 ? null : new("pairs", "Two settings at once", page => Write(page, content.Charts.Heat, hasCharts));

    private static void Write(HtmlPage page, IReadOnlyList<HeatChart> heats, bool hasCharts)
    {
        var lost = heats.Any(heat => heat.Lost.Count > 0)
            ? " A hatched cell has none: every seed of its configurations diverged or failed."
            : "";
        page.Add($"<p>The mean {heats[0].Name} of all configurations that have both values.{lost}</p>");
        if (hasCharts && heats.Count > 1)
        {
            page.Add($"<p><label>Settings <select id=\"heat-pair\">");
            foreach (var (index, heat) in heats.Index())
                page.Add($"<option value=\"{index}\">{Title(heat)}</option>");
            page.Add($"</select></label></p>");
        }

        ChartBox.Write(
            page,
            hasCharts,
            "heat",
            $"Heat map of {heats[0].Name} by {Title(heats[0])}, or by other settings chosen above it. The tables below hold its figures.",
            "tall");
        // Many pairs are folded together.
        var isWrapped = hasCharts && heats.Count > 1;
        page.Add($"{Markup.If(isWrapped, "<details><summary>Figures of every pair</summary>")}");
        foreach (var heat in heats)
        {
            HtmlTable.WriteFolded(
                page,
                !hasCharts,
                $"{heat.Name} by {Title(heat)}",
                [new($"{heat.Y} \\ {heat.X}"), .. heat.Columns.Select(column => new TableColumn(column, true))],
                Rows(heat));
        }

        page.Add($"{Markup.If(isWrapped, "</details>")}");
    }

    private static string Title(HeatChart heat) => $"{heat.X} and {heat.Y}";

    private static IEnumerable<IReadOnlyList<TableCell>> Rows(HeatChart heat)
    {
        var means = heat.Cells.ToDictionary(cell => ((int)cell[0], (int)cell[1]), cell => cell[2]);
        var lost = heat.Lost.Select(cell => ((int)cell[0], (int)cell[1])).ToHashSet();
        return heat.Rows.Select((name, row) => (IReadOnlyList<TableCell>)
        [
            name, .. heat.Columns.Select(
                (_, column) => (TableCell)(means.TryGetValue((column, row), out var mean)
                    ? FigureText.Metric(mean)
                    : lost.Contains((column, row)) ? "no result" : "")),
        ]);
    }
}
