using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the verdicts on the claims of the spec.</summary>
public static class ClaimSection
{
    /// <summary>Creates the section; null if the spec has no claims.</summary>
    public static ReportSection? Create(ReportContent content) =>
        content.Claims.Count == 0 && content.Spec.Untested.Count == 0 ? null : new("claims", "Claims", page =>
        {
            if (content.Claims.Count > 0)
                Write(page, content.Claims);
            if (content.Spec.Untested.Count > 0)
                HtmlTable.Write(page, "What the source also says or asks", Untested, content.Spec.Untested.Select(Row));
        });

    private static readonly TableColumn[] Untested = [new("not tested"), new("why")];

    private static IReadOnlyList<TableCell> Row(UntestedStatement statement) => [ClaimText.Statement(statement), statement.Why];

    private static void Write(HtmlPage page, IReadOnlyList<ClaimDecision> decisions)
    {
        page.Add($"<p>What the spec claims, decided at 95 % over all lines and looks together. "
            + $"The dot is the effect, the bar its 95 % interval by itself, the upright line no effect; "
            + $"each on a scale of its own.</p><ul class=\"claims\">");
        foreach (var decision in decisions)
            WriteDecision(page, decision);
        page.Add($"</ul>");
        HtmlTable.WriteFoldedResults(page, open: false, "Figures of the claims", ClaimColumns.All, decisions);
    }

    private static void WriteDecision(HtmlPage page, ClaimDecision decision)
    {
        var name = ClaimText.Name(decision.Verdict);
        page.Add($"<li class=\"{name}\"><p class=\"claim\"><span class=\"said\">{decision.Hypothesis.Text}</span> "
            + $"<span class=\"flag {Flag(decision.Verdict)}\">{ClaimText.Verdict(decision)}</span></p>");
        if (decision.Claim.Source is { } source)
            page.Add($"<p class=\"detail\">{SourceText.Quoted(source)}</p>");
        page.Add($"<p class=\"figure\">{ClaimText.Metric(decision)}</p>{Drawing(decision)}");
        if (decision.Effect is not null)
        {
            page.Add(
                $"<p class=\"detail\"><b>{ClaimText.Effect(decision.Effect)}</b> ({ClaimText.Interval(decision)}) {decision.EffectName}, "
                + $"d {ClaimText.Standardized(decision)}, p {ClaimText.Probability(decision.AdjustedP)}</p>");
        }

        page.Add($"<p class=\"detail\">{decision.Test}{More(decision)}</p>");
        if (decision.Claim.Note.Length > 0)
            page.Add($"<p class=\"detail\">{decision.Claim.Note}</p>");
        page.Add($"</li>");
    }

    private static string More(ClaimDecision decision) =>
        decision.Verdict == ClaimVerdict.Undecided && decision is { Effect: null } or { P: not null } or { MoreSeeds: not null }
            ? $"; {ClaimText.More(decision).TrimStart('+')} more seeds would probably decide it"
            : "";

    private static string Flag(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Supported => "good",
        ClaimVerdict.Contradicted => "bad",
        ClaimVerdict.Undecided => "",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
    };

    private static Markup Drawing(ClaimDecision decision)
    {
        if (decision is not { Effect: { } effect, Low: { } low, High: { } high } || !double.IsFinite(high - low))
            return Markup.None;
        return IntervalDrawing.Around([0, low, high]).Draw(new MeanEstimate(effect, decision.Seeds, effect - low), (low, high), nothing: 0);
    }
}
