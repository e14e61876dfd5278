using SweepCluster.Reporting.Content;
using SweepCluster.Results.Charts;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with accuracy and loss by epoch.</summary>
public static class CurveSection
{
    private const string BothImages =
        "Solid lines are measured on the validation images, dashed ones on the training images while they are trained on.";

    private const string TrainingImages = "Measured on the training images while they are trained on.";

    private const string Tails =
        "The mean ends where the first seed ends; the thin dotted line after it is over the seeds that are left. ";

    private static readonly TableColumn[] Columns =
    [
        new("configuration"), new("images"), new("epoch", true), new("mean", true), new("lowest", true), new("highest", true),
        new("seeds", true),
    ];

    public static ReportSection? Create(ReportContent content, bool hasCharts) =>
        content.Charts.Curves.Count == 0 ? null : new("curves", "Learning curves", page => Write(page, content, hasCharts));

    private static void Write(HtmlPage page, ReportContent content, bool hasCharts)
    {
        var hasHeld = content.Charts.Curves.Any(panel => panel.Curves.Any(curve => curve.Held is not null));
        page.Add($"<p>The best {content.Charts.Curves[0].Curves.Count} configurations: the mean over their seeds, "
            + $"in a band from the lowest seed to the highest. {(HasTails(content) ? Tails : "")}"
            + $"{(hasHeld ? BothImages : TrainingImages)}</p>");
        page.Add($"<div class=\"pair\">");
        foreach (var (index, panel) in content.Charts.Curves.Index())
            ChartBox.Write(
                page, hasCharts, $"curves:{index}", $"Line chart of {panel.Metric} by epoch: "
                    + $"{string.Join("; ", panel.Curves.Select(Ending))}. The table below holds its figures.", "tall");
        page.Add($"</div>");
        if (hasCharts)
            ChartBox.WriteLegend(page, content.Charts.Curves[0].Curves.Select(curve => curve.Name));

        foreach (var panel in content.Charts.Curves)
            HtmlTable.WriteFolded(page, open: false, $"Figures of {panel.Metric} by epoch", Columns, panel.Curves.SelectMany(Rows));
    }

    private static string Ending(NamedCurve curve) =>
        (curve.Held ?? curve.Train) is { Whole: > 0 } main
            ? $"{curve.Name} ends at {FigureText.Metric(main.Mean[main.Whole - 1])}"
            : curve.Name;

    private static bool HasTails(ReportContent content) => content.Charts.Curves
        .SelectMany(panel => panel.Curves.SelectMany(curve => new[] { curve.Held, curve.Train }))
        .Any(curve => curve?.Whole < curve?.Epochs.Count);

    private static IEnumerable<IReadOnlyList<TableCell>> Rows(NamedCurve named)
    {
        foreach (var (images, curve) in new[] { ("validation", named.Held), ("training", named.Train) })
        {
            for (var i = 0; i < (curve?.Epochs.Count ?? 0); i++)
            {
                yield return
                [
                    named.Name, images, $"{curve!.Epochs[i]}", FigureText.Metric(curve.Mean[i]), FigureText.Metric(curve.Low[i]),
                    FigureText.Metric(curve.High[i]),
                    curve.Counts[i] == curve.Seeds ? $"{curve.Seeds}" : $"{curve.Counts[i]} of {curve.Seeds}",
                ];
            }
        }
    }
}
