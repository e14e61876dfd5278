using System.Globalization;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the mean effect of each setting.</summary>
public static class EffectSection
{
    private static readonly TableColumn[] Columns =
        [new("setting"), new("value"), new("mean", true), new("lowest", true), new("highest", true), new("configurations", true), new("without a result", true)];

    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Effect.Count == 0
            ? null
            : new("effects", "What each setting does", page => Write(page, content.Charts.Effect, hasCharts));

    private static void Write(HtmlPage page, IReadOnlyList<EffectChart> effects, bool hasCharts)
    {
        page.Add($"<p>The mean {effects[0].Metric} of all configurations with a value, over all other settings; "
            + $"the bar reaches from the lowest of them to the highest. "
            + $"The share is how much of the variance between configurations the setting accounts for by itself.</p>");
        page.Add($"<div class=\"effects\">");
        foreach (var (index, effect) in effects.Index())
        {
            page.Add($"<div class=\"card\"><h3>{effect.Name} <span class=\"share\">{Share(effect)}</span></h3>");
            ChartBox.Write(
                page, hasCharts, $"effect:{index}", $"Mean {effect.Metric} by {effect.Name}: "
                    + $"{string.Join(", ", effect.Values.Select(value => $"{value.Text} {FigureText.Metric(value.Mean)}"))}.", "short");
            page.Add($"</div>");
        }

        page.Add($"</div>");
        HtmlTable.WriteFolded(page, !hasCharts, "Figures of each setting", Columns, effects.SelectMany(Rows));
    }

    private static string Share(EffectChart effect) =>
        string.Create(CultureInfo.InvariantCulture, $"{effect.Explained * 100:0} % of variance");

    private static IEnumerable<IReadOnlyList<TableCell>> Rows(EffectChart effect) =>
        effect.Values.Select(value => (IReadOnlyList<TableCell>)
        [
            effect.Name, value.Text, FigureText.Metric(value.Mean), FigureText.Metric(value.Low), FigureText.Metric(value.High),
            FigureText.Count(value.Count), FigureText.Count(value.Lost),
        ]);
}
