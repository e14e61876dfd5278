using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Published;

namespace SweepCluster.Results.Text;

/// <summary>Formats the published figures that a spec quotes.</summary>
public static class PublishedText
{
    private const int MaxRows = 10;

    /// <summary>The name of the figure, with the epoch if it is of one: <c>train_loss of epoch 1</c>.</summary>
    public static string Name(PublishedComparison row) =>
        row.Figure.Name + (row.Entry.Epoch is { } epoch ? $" of epoch {epoch}" : "");

    /// <summary>A value of the figure; a number of parameters with all its digits.</summary>
    public static string Value(PublishedFigure figure, double? value) => value is { } number && figure == PublishedFigure.Parameters
        ? FigureText.Count((long)number)
        : FigureText.Metric(value);

    /// <summary>Our mean of the figure with its interval.</summary>
    public static string Ours(PublishedComparison row) => row.Ours switch
    {
        null => FigureText.Unknown,
        { } ours when row.Figure == PublishedFigure.Parameters => Value(row.Figure, ours.Mean),
        { } ours => LeaderboardText.Objective(ours),
    };

    /// <summary>The interval of one run: <c>0.9712 to 0.9790</c>.</summary>
    public static string Interval(PublishedComparison row) =>
        row.Low is null ? FigureText.Unknown : $"{Value(row.Figure, row.Low)} to {Value(row.Figure, row.High)}";

    /// <summary>A line per figure: <c>Published for width=300: test_accuracy 0.9774 (tested on unscaled pixels)</c>.</summary>
    public static IEnumerable<string> Lines(SweepSpec spec)
    {
        foreach (var figure in spec.Published.Take(MaxRows))
        {
            var subject = figure.Where.Count == 0 ? "" : $" for {string.Join(", ", figure.Where)}";
            var values = string.Join(", ", figure.Values.Select(value => $"{value.Figure.Name} {Value(value.Figure, value.Value)}"));
            yield return $"Published{subject}{(figure.Epoch is { } epoch ? $" at epoch {epoch}" : "")}: {values}"
                + (figure.Note.Length == 0 ? "" : $" ({figure.Note})");
        }

        if (spec.Published.Count > MaxRows)
            yield return $"and {FigureText.Plural(spec.Published.Count - MaxRows, "published figure")} more in the spec";
    }
}
