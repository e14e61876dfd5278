using System.Globalization;
using System.Text.Json;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Predictions;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>A prediction computed by hand, beside the trainer's, for people and for programs.</summary>
/// <param name="Label">The label of a test image; null for a file.</param>
/// <param name="Treatment">The preprocessing of a picture file, in whole sentences; null for a test image.</param>
/// <param name="ByTrainer">The trainer's probabilities of the classes.</param>
internal sealed record ExplainedPrediction(
    string Sweep, long Trial, int Epochs, string Image, int? Label, string? Treatment, IReadOnlyList<string> ClassNames, double Scale,
    Explanation ByHand, float[] ByTrainer)
{
    private const double Agreement = 1e-6;

    private int Best => ByHand.Probabilities.Index().MaxBy(entry => entry.Item).Index;

    private double Difference => ByHand.Probabilities.Zip(ByTrainer, (hand, trainer) => Math.Abs(hand - trainer)).Max();

    /// <param name="isShort">Whether the layers are left out.</param>
    public IEnumerable<string> Lines(int width, bool isShort)
    {
        var verdict = Label is { } label ? label == Best ? ", which is right" : $", but it is {ClassNames[label]}" : "";
        yield return $"{TerminalText.Line(Image)}: {ClassNames[Best]} with {ByHand.Probabilities[Best] * 100:F2} %{verdict}";
        if (!isShort)
        {
            foreach (var line in Treatment is null ? [] : Wrapped.Lines(Treatment, width))
                yield return line;
            yield return "";
            foreach (var line in Layers().Lines(width))
                yield return line;
            yield return "";
            foreach (var line in Classes().Lines(width))
                yield return line;
            yield return "";
        }

        foreach (var line in Wrapped.Lines(Verdict(), width))
            yield return line;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("sweep", Sweep);
        json.WriteNumber("trial", Trial);
        json.WriteNumber("epochs", Epochs);
        json.WriteString("image", Image);
        json.WriteString("predicted", ClassNames[Best]);
        json.WriteString("label", Label is { } label ? ClassNames[label] : null);
        json.WriteString("treatment", Treatment);
        json.WriteStartArray("layers");
        foreach (var layer in ByHand.Layers)
        {
            json.WriteStartObject();
            json.WriteNumber("inputs", layer.Inputs);
            json.WriteNumber("units", layer.Units);
            json.WriteString("activation", Name(layer));
            Write(json, "before", layer.Before);
            Write(json, "after", layer.After);
            Write(json, "first_before", layer.FirstBefore);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "input", ByHand.Input);
        Write(json, "logits", ByHand.Logits);
        Write(json, "probabilities", ByHand.Probabilities);
        Write(json, "trainer", ByTrainer.Select(probability => (double)probability));
        json.Figure("difference", Difference);
        json.Figure("rounding", ByHand.Rounding);
    }

    private TextTable Layers()
    {
        var table = new TextTable(
            new("layer"), new("shape"), new("values"), new("min", Right: true), new("mean", Right: true), new("max", Right: true),
            new("zeros", Right: true));
        Add(
            table, "input", $"{ByHand.Layers[0].Inputs}",
            Scale == 1 ? "pixels" : $"pixels / {Scale.ToString("0.###", CultureInfo.InvariantCulture)}", ByHand.Input);
        foreach (var (index, layer) in ByHand.Layers.Index())
        {
            var isOutput = layer.Activation is null;
            var name = isOutput ? "output" : $"hidden {index + 1}";
            Add(table, name, $"{layer.Inputs} x {layer.Units}", isOutput ? "logits" : "pre-activations", layer.Before);
            Add(table, "", "", isOutput ? "probabilities" : Name(layer), layer.After);
        }

        return table;
    }

    private TextTable Classes()
    {
        var table = new TextTable(
            new("class"), new("logit", Right: true), new("by hand", Right: true), new("by the trainer", Right: true),
            new("difference", Right: true));
        for (var label = 0; label < ClassNames.Count; label++)
        {
            table.Add(
                ClassNames[label], Figure(ByHand.Logits[label]), Exact(ByHand.Probabilities[label]), Exact(ByTrainer[label]),
                (ByTrainer[label] - ByHand.Probabilities[label]).ToString("0.0e+0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private string Verdict()
    {
        var difference = Difference.ToString("0.0e+0", CultureInfo.InvariantCulture);
        var rounding = ByHand.Rounding.ToString("0.0e+0", CultureInfo.InvariantCulture);
        if (Difference < 1e-15)
            return "By hand (double precision) and by the trainer (float32) the probabilities agree to fifteen decimals.";
        return Difference <= Agreement
            ? $"By hand (double precision) and by the trainer (float32) the probabilities agree to {difference}."
            : $"By hand (double precision) and by the trainer (float32) the probabilities differ by up to {difference}, more than 1e-6; "
                + $"rounding in float32 explains about {rounding} for values as large as these.";
    }

    private static void Add(TextTable table, string layer, string shape, string what, ValueSummary values) => table.Add(
        layer, shape, what, Figure(values.Min), Figure(values.Mean), Figure(values.Max),
        (values.Zeros * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %");

    private static string Name(ExplainedLayer layer) =>
        layer.Activation is { } activation ? ConfigurationNames.Activations.Name(activation) : "softmax";

    private static string Figure(double value) =>
        value.ToString(Math.Abs(value) is 0 or (>= 1e-4 and < 1e6) ? "0.0000" : "0.000e+0", CultureInfo.InvariantCulture);

    private static string Exact(double probability) => probability.ToString("0.00000000", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, string name, ValueSummary values)
    {
        json.WriteStartObject(name);
        json.Figure("min", values.Min);
        json.Figure("mean", values.Mean);
        json.Figure("max", values.Max);
        json.Figure("zeros", values.Zeros);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.FigureValue(value);
        json.WriteEndArray();
    }
}
