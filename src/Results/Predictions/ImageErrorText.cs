using System.Globalization;
using System.Text.Json;
using SweepCluster.Results.Text;

namespace SweepCluster.Results.Predictions;

/// <summary>Formats the test images that networks get wrong.</summary>
public static class ImageErrorText
{
    private const int MaxNumbers = 8;

    /// <summary>How many images there are of each kind, and a table by pair of classes.</summary>
    /// <param name="subject">The configuration.</param>
    public static IEnumerable<string> Lines(ImageErrors errors, string subject, int width)
    {
        var all = errors.All;
        var always = all.Count(error => error.WrongSeeds == errors.Seeds);
        yield return $"{subject}: {FigureText.Plural(errors.Seeds, "seed")}, {FigureText.Count(errors.TestImages)} test images";
        yield return $"wrong in every seed  {Share(always, errors.TestImages)}";
        if (errors.Seeds > 1)
            yield return $"in some seeds only   {Share(all.Count - always, errors.TestImages)}, by their luck";
        yield return $"right in every seed  {Share(errors.TestImages - all.Count, errors.TestImages)}";
        if (all.Count == 0)
            yield break;
        yield return "";
        var table = new TextTable(
            new("class"), new("taken for"), new("in every seed", Right: true), new("in some", Right: true),
            new("images wrong in every seed", DropOrder: 1));
        foreach (var pair in errors.Pairs)
        {
            table.Add(
                pair.Class, pair.TakenFor, FigureText.Count(pair.Always.Count), FigureText.Count(pair.Sometimes), Numbers(pair.Always));
        }

        foreach (var line in table.Lines(width))
            yield return line;
        if (errors.Seeds == 1)
        {
            yield return "";
            const string hint = "One seed doesn't tell hard images from bad luck: give the configuration more seeds.";
            foreach (var line in Wrapped.Lines(hint, width))
                yield return line;
        }
    }

    /// <summary>Writes an image in JSON; described in <c>docs/json.md</c>.</summary>
    public static void Write(Utf8JsonWriter json, ImageErrors errors, ImageError error)
    {
        json.WriteNumber("image", error.Image);
        json.WriteString("label", errors.ClassNames[error.Label]);
        json.WriteString("predicted", errors.ClassNames[error.Predicted]);
        json.WriteNumber("seeds", errors.Seeds);
        json.WriteNumber("seeds_wrong", error.WrongSeeds);
    }

    private static string Share(int count, int all) =>
        string.Create(CultureInfo.InvariantCulture, $"{FigureText.Count(count)} ({100.0 * count / all:F2} %)");

    private static string Numbers(IReadOnlyList<int> images) => string.Join(", ", images.Take(MaxNumbers))
        + (images.Count > MaxNumbers ? $" and {images.Count - MaxNumbers} more" : "");
}
