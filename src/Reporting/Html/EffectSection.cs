using System.Globalization;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the mean effect of each setting.</summary>
public static class EffectSection
{
    private static readonly TableColumn[] Columns =
    [
        new("setting"), new("value"), new("mean", true), new("lowest", true), new("highest", true), new("configurations", true),
        new("without a result", true),
    ];

    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Effect.Count == 0
            ? null
            : new("effects", "What each setting does", page => Write(page, content.Charts.Effect, hasCharts));

    private static void Write(HtmlPage page, IReadOnlyList<EffectChart> effects, bool hasCharts)
    {
        page.Add($"<p>The mean {effects[0].Metric} of all configurations with a value, over all other settings; "
            + $"the bar reaches from the lowest of them to the highest. "
            + $"The share is how much of the variance between configurations the setting accounts for by itself, beyond chance (ω²); "
            + $"the upright line is what chance alone exceeds once in 20 times.</p>");
        WriteShares(page, effects);
        page.Add($"<div class=\"effects\">");
        foreach (var (index, effect) in effects.Index())
        {
            page.Add($"<div class=\"card\"><h3>{effect.Name} <span class=\"share\">{Percent(effect.Explained)}</span></h3>");
            ChartBox.Write(
                page, hasCharts, $"effect:{index}", $"Mean {effect.Metric} by {effect.Name}: "
                    + $"{string.Join(", ", effect.Values.Select(value => $"{value.Text} {FigureText.Metric(value.Mean)}"))}.", "short");
            page.Add($"</div>");
        }

        page.Add($"</div>");
        HtmlTable.WriteFolded(page, !hasCharts, "Figures of each setting", Columns, effects.SelectMany(Rows));
    }

    private static void WriteShares(HtmlPage page, IReadOnlyList<EffectChart> effects)
    {
        page.Add($"<ul class=\"shares\">");
        foreach (var effect in effects)
        {
            page.Add($"<li><span>{effect.Name}</span>{Bar(effect)}<span class=\"share\">{Share(effect)}</span></li>");
        }

        page.Add($"</ul>");
    }

    private static Markup Bar(EffectChart effect) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"<span class=\"bar\" aria-hidden=\"true\"><span style=\"width:{100 * (effect.Explained ?? 0):0.#}%\"></span>")
        + (effect.Chance is { } chance ? string.Create(CultureInfo.InvariantCulture, $"<i style=\"left:{100 * chance:0.#}%\"></i>") : "")
        + "</span>");

    private static string Share(EffectChart effect) => effect switch
    {
        { Explained: { } explained, Chance: { } chance } when explained > chance =>
            $"{Percent(explained)} of variance (chance: up to {Percent(chance)})",
        { Explained: { } explained, Chance: { } chance } =>
            $"{Percent(explained)} of variance, no more than chance (up to {Percent(chance)})",
        _ => "too few configurations to tell",
    };

    private static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0} %") : FigureText.Unknown;

    private static IEnumerable<IReadOnlyList<TableCell>> Rows(EffectChart effect) =>
        effect.Values.Select(value => (IReadOnlyList<TableCell>)
        [
            effect.Name, value.Text, FigureText.Metric(value.Mean), FigureText.Metric(value.Low), FigureText.Metric(value.High),
            FigureText.Count(value.Count), FigureText.Count(value.Lost),
        ]);
}
