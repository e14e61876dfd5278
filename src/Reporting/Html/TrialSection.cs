using System.Globalization;
using System.Text;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Spec;
using SweepCluster.Reporting.Content;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

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
        var network = trial.Network;
        page.Add($"<p>{RowText.Settings([.. trial.Settings])}, seed {trial.Trial.SeedIndex + 1}, "
            + $"weights of epoch {network.Epochs}: the first {network.Predictions.Count} test images, "
            + $"the class it takes each for and with which confidence, "
            + $"and the probabilities of all classes.</p>");
        page.Add($"<ul class=\"predictions\">");
        foreach (var (index, prediction) in network.Predictions.Index())
            WritePrediction(page, network, index, prediction);
        page.Add($"</ul>");
        HtmlTable.WriteFolded(
            page, open: false, "Probabilities of these images",
            [new("image", true), new("label"), new("predicted"), .. network.ClassNames.Select(name => new TableColumn(name, true))],
            network.Predictions.Select((prediction, index) => (IReadOnlyList<TableCell>)
            [
                $"{index}", network.ClassNames[prediction.Image.Label], network.ClassNames[prediction.Best],
                .. prediction.Probabilities.Select(probability => (TableCell)probability.ToString("F4", CultureInfo.InvariantCulture)),
            ]));
        WriteConfusion(page, network);
    }

    private static void WritePrediction(HtmlPage page, NetworkShowing network, int index, Prediction prediction)
    {
        var label = network.ClassNames[prediction.Image.Label];
        page.Add($"<li class=\"{(prediction.IsRight ? "right" : "wrong")}\">"
            + $"<img src=\"data:image/png;base64,{Convert.ToBase64String(prediction.Image.Png)}\" width=\"56\" height=\"56\" alt=\"Test "
            + $"image {index}: {label}\">");
        page.Add($"<div><p class=\"said\">{network.ClassNames[prediction.Best]} "
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

    private static void WriteConfusion(HtmlPage page, NetworkShowing network)
    {
        var classes = network.ClassNames.Count;
        var total = network.Confusion.Sum(row => row.Sum());
        var right = Enumerable.Range(0, classes).Sum(label => network.Confusion[label][label]);
        page.Add($"<h3>Confusion matrix</h3><p>All {FigureText.Count(total)} test images, of which {FigureText.Count(right)} are right "
            + $"({Percent((float)right / total)}). Rows are what they show, columns what the network takes them for.</p>");
        page.Add($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Confusion matrix\"><table class=\"confusion\"><thead>"
            + $"<tr><th scope=\"col\">label \\ predicted</th>");
        foreach (var name in network.ClassNames)
            page.Add($"<th scope=\"col\" class=\"n\">{name}</th>");
        page.Add($"</tr></thead><tbody>");
        for (var label = 0; label < classes; label++)
        {
            var images = Math.Max(1, network.Confusion[label].Sum());
            page.Add($"<tr><th scope=\"row\">{network.ClassNames[label]}</th>");
            foreach (var (predicted, count) in network.Confusion[label].Index())
                page.Add($"<td class=\"n {Shade(label == predicted, count, images)}\">{count}</td>");
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
