using SweepCluster.Model.Spec;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the curves of learning-rate range tests and the rates that they suggest.</summary>
public static class RangeSection
{
    private static readonly LeaderboardColumn[] Columns =
    [
        LeaderboardColumns.Configuration,
        LeaderboardColumns.MinRunningLoss,
        .. LeaderboardColumns.Figures.Where(column => column.Kind == SweepKind.RangeTest)
            .Select(column => column == LeaderboardColumns.SteepestRate ? column with { Header = "steepest descent" } : column),
        LeaderboardColumns.Seeds,
    ];

    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Range.Count == 0 ? null : new("ranges", "Range tests", page => Write(page, content, hasCharts));

    private static void Write(HtmlPage page, ReportContent content, bool hasCharts)
    {
        var tests = content.Charts.RangeTest;
        page.Add($"<p>The running mean of the loss while the rate rises, as Keras logs it: the mean over the seeds, "
            + $"in a band from the lowest seed to the highest; the dot is its minimum. "
            + $"Half of the rate there, but no less than the test's first rate, is a good rate to train at.</p>");
        ChartBox.Write(
            page,
            hasCharts,
            "range:0",
            $"Running mean of the loss over the learning rate: {string.Join("; ", content.Charts.Range[0].Lines.Select(Minimum))}.",
            "tall");
        if (hasCharts)
            ChartBox.WriteLegend(page, content.Charts.Range[0].Lines.Select(line => line.Name));
        page.Add($"<h3>One seed of each</h3><p>The loss of every minibatch before its step, smoothed, and its running mean, "
            + $"with the two rates that the test suggests.</p>");
        if (hasCharts)
            ChartBox.WriteLegend(page, [("running mean", 1), ("smoothed", 2), ("minibatch", 6)]);
        page.Add($"<div class=\"pair\">");
        foreach (var (index, test) in tests.Index())
        {
            page.Add($"<div class=\"card\"><h3>{test.Name} <span class=\"share\">seed {test.Seed}</span></h3>");
            ChartBox.Write(page, hasCharts, $"rangeTest:{index}", $"Loss over the learning rate of {test.Name}. Suggested: "
                + $"{FigureText.Metric(test.HalfOfMinimum)} (minimum / 2) and {FigureText.Metric(test.Steepest)} (steepest descent).");
            page.Add($"</div>");
        }

        page.Add($"</div>");
        HtmlTable.WriteFoldedResults(page, !hasCharts, "Suggested rates", Columns, content.Rows.Where(row => row.Range is not null));
    }

    private static string Minimum(RangeLine line) =>
        $"{line.Name} has its minimum, {FigureText.Metric(line.MinimumLoss)}, at {FigureText.Metric(line.MinimumRate)}";
}
