using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The note below charts of means that says which trials the means leave out.</summary>
public static class MissingSeeds
{
    /// <summary>The section with the note at its end; itself where every trial that ended has a result.</summary>
    public static ReportSection? Note(ReportSection? section, ReportContent content)
    {
        var diverged = content.Counts.GetValueOrDefault(TrialState.Diverged);
        var failed = content.Counts.GetValueOrDefault(TrialState.Failed);
        if (section is null || diverged + failed == 0)
            return section;
        var counts = SweepText.Counts(new Dictionary<TrialState, long>
        {
            [TrialState.Diverged] = diverged,
            [TrialState.Failed] = failed,
        });
        return section with
        {
            Write = page =>
            {
                section.Write(page);
                page.Add($"<p class=\"note\">Of all trials, {counts}: they have no figures here, and the other seeds stand for them.</p>");
            },
        };
    }
}
