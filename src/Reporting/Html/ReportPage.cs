using System.Security.Cryptography;
using System.Text;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>Builds a report as one self-contained HTML file: no request leaves it, and its policy forbids any.</summary>
public static class ReportPage
{
    public static string Build(ReportContent content, WebAssets assets)
    {
        var page = new HtmlPage();
        var hasCharts = assets.Script is not null;
        // A closing tag within the script would end it.
        var script = assets.Script?.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "<\\!--", StringComparison.Ordinal)
            ?? "";
        var sections = Sections(content, hasCharts).OfType<ReportSection>().ToArray();
        page.Add($"<!DOCTYPE html>");
        page.Add($"<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
            + $"{Source(hasCharts, script)}base-uri 'none'; form-action 'none'\">");
        page.Add(
            $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">");
        page.Add($"<title>{content.Sweep.Id} - SweepCluster report</title>");
        page.Add($"<style>{new Markup(assets.Style)}</style></head><body>");
        page.Add($"<a class=\"skip\" href=\"#leaderboard\">To the leaderboard</a>");
        OverviewSection.Write(page, content);
        page.Add($"<div class=\"columns\"><nav aria-label=\"Sections\"><ul>");
        foreach (var section in sections)
            page.Add($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>");
        page.Add($"</ul></nav><main>");
        if (!hasCharts)
        {
            page.Add($"<p class=\"notice\">This report has no charts: the program that made it was built without npm, "
                + $"which restores the charts' library. "
                + $"The tables hold all figures. Install Node.js, then build again: "
                + $"<code>dotnet build src/Coordinator -c Release</code></p>");
        }

        foreach (var section in sections)
        {
            page.Add(
                $"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\"><h2 id=\"{section.Id}-title\">{section.Title}</h2>");
            section.Write(page);
            page.Add($"</section>");
        }

        page.Add($"</main></div><footer><p>Made by SweepCluster on {FigureText.Moment(content.MadeAt)} from "
            + $"<code>{content.Sweep.Id}</code>.</p></footer>");
        if (hasCharts)
        {
            page.Add($"<script type=\"application/json\" id=\"report-data\">{new Markup(content.Charts.ToJson())}</script>");
            page.Add($"<script>{new Markup(script)}</script>");
        }

        page.Add($"</body></html>");
        return page.ToString();
    }

    // Only the script of this build may run.
    private static Markup Source(bool hasCharts, string script) =>
        Markup.If(hasCharts, $"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; ");

    private static IEnumerable<ReportSection?> Sections(ReportContent content, bool hasCharts)
    {
        yield return LeaderboardSection.Create(content);
        yield return MissingSeeds.Note(RangeSection.Create(content, hasCharts), content);
        yield return ClaimSection.Create(content);
        yield return PublishedSection.Create(content);
        yield return MissingSeeds.Note(CurveSection.Create(content, hasCharts), content);
        yield return MissingSeeds.Note(EffectSection.Create(content, hasCharts), content);
        yield return MissingSeeds.Note(HeatSection.Create(content, hasCharts), content);
        yield return MissingSeeds.Note(ParallelSection.Create(content, hasCharts), content);
        yield return MissingSeeds.Note(CostSection.Create(content, hasCharts), content);
        yield return MissingSeeds.Note(GapSection.Create(content, hasCharts), content);
        yield return TrialSection.Create(content);
        yield return ExamplesSection.Create(content);
        yield return OriginSection.Create(content);
    }
}

/// <summary>A part of a report.</summary>
/// <param name="Id">The anchor of the section.</param>
public sealed record ReportSection(string Id, string Title, Action<HtmlPage> Write);

/// <summary>Writes the elements into which charts are drawn.</summary>
public static class ChartBox
{
    /// <param name="chart">The chart's name on the page: <c>curves:0</c>.</param>
    /// <param name="label">A description of the chart, for screen readers.</param>
    /// <param name="kind">A class of the style sheet, which sets the height.</param>
    /// <param name="rows">Number of rows, for a chart that grows with them.</param>
    public static void Write(HtmlPage page, bool hasCharts, string chart, string label, string kind = "", int rows = 0)
    {
        if (hasCharts)
            page.Add($"<div class=\"drawn\"><div class=\"chart {kind}\"{Markup.If(rows > 0, $" style=\"--rows:{rows}\"")} "
                + $"data-chart=\"{chart}\" role=\"img\" aria-label=\"{label}\"></div></div>");
    }

    /// <summary>Writes the names of a chart's colours, in the order of its colours.</summary>
    public static void WriteLegend(HtmlPage page, IEnumerable<string> names) =>
        WriteLegend(page, names.Select((name, index) => (name, index + 1)));

    /// <summary>Does the same with the numbers of the colours.</summary>
    public static void WriteLegend(HtmlPage page, IEnumerable<(string Name, int Colour)> entries)
    {
        page.Add($"<ul class=\"legend\">");
        foreach (var (name, colour) in entries)
            page.Add($"<li><span class=\"colour-{colour}\"></span>{name}</li>");
        page.Add($"</ul>");
    }
}
