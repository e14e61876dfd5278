using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.Trials;

/// <summary>Converts a trial's progress to the metadata of its checkpoint and back. Numbers keep their bits.</summary>
public static class CheckpointMetadata
{
    private const char BetweenNumbers = ' ';
    private const char BetweenReports = ';';

    public static void Write(TrialProgressState state, Dictionary<string, string> metadata)
    {
        metadata["epoch"] = Text(state.Epoch);
        metadata["step"] = Text(state.Step);
        metadata["samples"] = Text(state.Samples);
        metadata["loss"] = Text(state.Loss);
        metadata["correct"] = Text(state.Correct);
        metadata["seconds"] = Text(state.Seconds);
        metadata["rate"] = Text(state.Rate);
        metadata["reports"] = string.Join(BetweenReports, state.Reports.Select(Text));
        if (state.Best is { } best)
            metadata["best_epoch"] = Text(best.Epoch);
        if (state.Range is not { } range)
            return;
        metadata["range_losses"] = string.Join(BetweenNumbers, range.Losses.Select(loss => Text(loss)));
        metadata["range_means"] = string.Join(BetweenNumbers, range.RunningMeans.Select(mean => Text(mean)));
        metadata["range_diverged"] = range.Diverged ? "true" : "false";
    }

    /// <exception cref="SweepException">A value is missing or not a number.</exception>
    /// <param name="range">The settings of a range test; null for other trials.</param>
    public static TrialProgressState Read(SafetensorsFile file, WeightSnapshot? best, RangeTestSettings? range)
    {
        return new()
        {
            Epoch = Whole(file, "epoch", Value("epoch")),
            Step = Whole(file, "step", Value("step")),
            Samples = Whole(file, "samples", Value("samples")),
            Loss = Real(file, "loss", Value("loss")),
            Correct = Whole(file, "correct", Value("correct")),
            Seconds = Real(file, "seconds", Value("seconds")),
            Rate = Real(file, "rate", Value("rate")),
            Reports = [.. Value("reports").Split(BetweenReports, StringSplitOptions.RemoveEmptyEntries).Select(text => Report(file, text))],
            Best = best,
            Range = range is null ? null : ReadRange(range),
        };

        RangeTestCurve ReadRange(RangeTestSettings settings)
        {
            var curve = new RangeTestCurve(settings);
            foreach (var (loss, mean) in Numbers("range_losses").Zip(Numbers("range_means")))
                curve.Add(loss, mean);
            if (Value("range_diverged") == "true")
                curve.Diverge();
            return curve;
        }

        IEnumerable<double> Numbers(string name) =>
            Value(name).Split(BetweenNumbers, StringSplitOptions.RemoveEmptyEntries).Select(text => Real(file, name, text));

        string Value(string name) => file.Metadata.GetValueOrDefault(name) ?? throw Wrong(file, name, "missing");
    }

    /// <summary>Epoch and step of a checkpoint; null if they can't be read.</summary>
    public static (int Epoch, int Step)? Position(IReadOnlyDictionary<string, string> metadata) =>
        int.TryParse(metadata.GetValueOrDefault("epoch"), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
        && int.TryParse(metadata.GetValueOrDefault("step"), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? (epoch, step)
            : null;

    public static int Whole(SafetensorsFile file, string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(file, name, text);

    private static double Real(SafetensorsFile file, string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(file, name, text);

    private static EpochReport Report(SafetensorsFile file, string text)
    {
        var numbers = text.Split(BetweenNumbers);
        if (numbers is not
            [var epoch, var loss, var accuracy, var validationLoss, var validationAccuracy, var rate, var seconds, var samples])
            throw Wrong(file, "reports", text);
        return new(
            Whole(file, "reports", epoch), Number(loss), Number(accuracy), Optional(validationLoss), Optional(validationAccuracy),
            Number(rate), Number(seconds), Whole(file, "reports", samples));

        double Number(string number) => Real(file, "reports", number);

        double? Optional(string number) => number == "-" ? null : Number(number);
    }

    private static string Text(EpochReport report) => string.Join(
        BetweenNumbers, Text(report.Epoch), Text(report.TrainLoss), Text(report.TrainAccuracy), Text(report.ValidationLoss),
        Text(report.ValidationAccuracy), Text(report.LearningRate), Text(report.Seconds), Text(report.Samples));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "-";

    private static SweepException Wrong(SafetensorsFile file, string name, string value) => new(
        $"{file.Path}: its metadata '{name}' is {value}. It is damaged, or it was written by another program.");
}
