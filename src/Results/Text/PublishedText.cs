using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;

namespace SweepCluster.Results.Text;

/// <summary>Formats the published figures that a spec quotes.</summary>
public static class PublishedText
{
    private const int MaxRows = 10;

    /// <summary>A line per figure: <c>Published for width=300: test_accuracy 0.9774 (tested on unscaled pixels)</c>.</summary>
    public static IEnumerable<string> Lines(SweepSpec spec)
    {
        foreach (var figure in spec.Published.Take(MaxRows))
        {
            var subject = figure.Where.Count == 0 ? "" : $" for {string.Join(", ", figure.Where)}";
            var values = string.Join(", ", figure.Values.Select(value => $"{value.Metric.Name()} {FigureText.Metric(value.Value)}"));
            yield return $"Published{subject}: {values}" + (figure.Note.Length == 0 ? "" : $" ({figure.Note})");
        }

        if (spec.Published.Count > MaxRows)
            yield return $"and {FigureText.Plural(spec.Published.Count - MaxRows, "published figure")} more in the spec";
    }
}
