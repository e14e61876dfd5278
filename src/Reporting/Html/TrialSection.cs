using System.Globalization;
using System.Text;
using SweepCluster.Model.Spec;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>The section with the predictions of one trial's network for test images.</summary>
public static class TrialSection
{
    private const int BarHeight = 44;

    /// <summary>Creates the section; null for range tests, whose weights have no meaning.</summary>
    public static ReportSection? Create(ReportContent content) => content switch
    {
        { Spec.Kind: SweepKind.RangeTest } => null,
        { Trial: { } trial } => new("trial", $"Trial {trial.Trial.Trial} at work", page => Write(page, trial)),
        _ => new("trial", "A trial at work", page => page.Add($"<p class=\"notice\">There is nothing to show: {content.TrialMissing}</p>")),
    };

    private static void Write(HtmlPage page, TrialShowing trial)
    {
        page.Add($"<p>{LeaderboardText.Settings([.. trial.Settings])}, seed {trial.Trial.SeedIndex + 1}, weights of epoch {trial.Epochs}: "
            + $"the first {trial.Predictions.Count} test images, the class it takes each for and with which confidence, "
            + $"and the probabilities of all classes.</p>");
        page.Add($"<ul class=\"predictions\">");
        foreach (var (index, prediction) in trial.Predictions.Index())
            WritePrediction(page, trial, index, prediction);
        page.Add($"</ul>");
        HtmlTable.WriteFolded(
            page, open: false, "Probabilities of these images",
            [new("image", true), new("label"), new("predicted"), .. trial.ClassNames.Select(name => new TableColumn(name, true))],
            trial.Predictions.Select((prediction, index) => (IReadOnlyList<TableCell>)
            [
                $"{index}", trial.ClassNames[prediction.Image.Label], trial.ClassNames[prediction.Best],
                .. prediction.Probabilities.Select(probability => (TableCell)probability.ToString("F4", CultureInfo.InvariantCulture)),
            ]));
        WriteConfusion(page, trial);
    }

    private static void WritePrediction(HtmlPage page, TrialShowing trial, int index, Prediction prediction)
    {
        var label = trial.ClassNames[prediction.Image.Label];
        page.Add($"<li class=\"{(prediction.IsRight ? "right" : "wrong")}\">"
            + $"<img src=\"data:image/png;base64,{Convert.ToBase64String(prediction.Image.Png)}\" width=\"56\" height=\"56\" alt=\"Test "
            + $"image {index}: {label}\">");
        page.Add($"<div><p class=\"said\">{trial.ClassNames[prediction.Best]} "
            + $"<span>{Percent(prediction.Probabilities[prediction.Best])}</span></p>"
            + $"<p class=\"verdict\">{(prediction.IsRight ? "right" : $"wrong: it is {label}")}</p></div>{Bars(prediction)}</li>");
    }

    // A bar per class; the predicted one in the colour of the verdict and, if that is wrong, the right one in blue.
    private static Markup Bars(Prediction prediction)
    {
        var svg = new StringBuilder();
        var count = prediction.Probabilities.Count;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg class=\"bars\" viewBox=\"0 0 {count * 10} {BarHeight}\" preserveAspectRatio=\"none\" "
            + $"aria-hidden=\"true\" focusable=\"false\">");
        for (var label = 0; label < count; label++)
        {
            var height = Math.Max(1.5, prediction.Probabilities[label] * BarHeight);
            var kind = label == prediction.Image.Label ? "true" : label == prediction.Best ? "false" : "other";
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect class=\"{kind}\" x=\"{(label * 10) + 1}\" y=\"{BarHeight - height:0.##}\" width=\"8\" height=\"{height:0.##}\"/>");
        }

        return new(svg.Append("</svg>").ToString());
    }

    private static void WriteConfusion(HtmlPage page, TrialShowing trial)
    {
        var classes = trial.ClassNames.Count;
        var total = trial.Confusion.Cast<int>().Sum();
        var right = Enumerable.Range(0, classes).Sum(label => trial.Confusion[label, label]);
        page.Add($"<h3>Confusion matrix</h3><p>All {FigureText.Count(total)} test images, of which {FigureText.Count(right)} are right "
            + $"({Percent((float)right / total)}). Rows are what they show, columns what the network takes them for.</p>");
        page.Add($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Confusion matrix\"><table class=\"confusion\"><thead>"
            + $"<tr><th scope=\"col\">label \\ predicted</th>");
        foreach (var name in trial.ClassNames)
            page.Add($"<th scope=\"col\" class=\"n\">{name}</th>");
        page.Add($"</tr></thead><tbody>");
        for (var label = 0; label < classes; label++)
        {
            var images = Math.Max(1, Enumerable.Range(0, classes).Sum(predicted => trial.Confusion[label, predicted]));
            page.Add($"<tr><th scope=\"row\">{trial.ClassNames[label]}</th>");
            for (var predicted = 0; predicted < classes; predicted++)
                page.Add($"<td class=\"n "
                    + $"{Shade(label == predicted, trial.Confusion[label, predicted], images)}\">{trial.Confusion[label, predicted]}</td>");
            page.Add($"</tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    // Mistakes are few: their shades rise with the root of their share.
    private static string Shade(bool isRight, int count, int images)
    {
        if (count == 0)
            return "none";
        var share = (double)count / images;
        return isRight ? $"right-{1 + (int)Math.Min(4, share * 5)}" : $"wrong-{1 + (int)Math.Min(4, Math.Sqrt(share) * 8)}";
    }

    private static string Percent(float share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
