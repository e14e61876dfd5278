using System.Globalization;
using System.Text.Json;

namespace SweepCluster.Results.Text;

/// <summary>A network's prediction for one image, for people and for programs.</summary>
/// <param name="Image">The image's name as the user gave it.</param>
/// <param name="Probabilities">Probabilities of the classes; NaN if the network has diverged.</param>
/// <param name="Label">The class of a test image; null for a file.</param>
/// <param name="Treatment">The preprocessing of a picture file; null for a test image.</param>
public sealed record ImagePrediction(
    string Image, IReadOnlyList<string> ClassNames, float[] Probabilities, int? Label, string? Treatment = null)
{
    private const int BarWidth = 30;

    /// <summary>The most probable class; null if every probability is NaN.</summary>
    private int? Best => Probabilities.All(float.IsNaN) ? null : Array.IndexOf(Probabilities, Probabilities.Max());

    /// <param name="isShort">Whether the line per class is left out.</param>
    public IEnumerable<string> Lines(bool isShort)
    {
        var verdict = Label is { } given ? given == Best ? ", which is right" : $", but it is {ClassNames[given]}" : "";
        yield return Best is { } best
            ? $"{TerminalText.Line(Image)}: {ClassNames[best]} with {Percent(Probabilities[best])}{verdict}"
            : $"{TerminalText.Line(Image)}: no class, because the network's outputs are not numbers{verdict}";
        if (isShort)
            yield break;
        if (Treatment is { } treatment)
            yield return $"  {treatment}";
        var width = ClassNames.Max(name => name.Length);
        for (var i = 0; i < Probabilities.Length; i++)
        {
            var bar = float.IsFinite(Probabilities[i]) ? new string('#', (int)Math.Round(Probabilities[i] * BarWidth)) : "";
            yield return $"  {ClassNames[i].PadRight(width)} {Percent(Probabilities[i]),7} {bar}".TrimEnd();
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("image", Image);
        json.WriteString("predicted", Best is { } best ? ClassNames[best] : null);
        json.WriteString("label", Label is { } known ? ClassNames[known] : null);
        json.WriteString("treatment", Treatment);
        json.WriteStartObject("probabilities");
        for (var i = 0; i < Probabilities.Length; i++)
            Figure(json, ClassNames[i], Probabilities[i]);
        json.WriteEndObject();
    }

    // Written in single precision: a double would print digits that the network never computed.
    private static void Figure(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:F2} %");
}
