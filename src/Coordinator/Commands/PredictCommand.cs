using System.CommandLine;
using System.Globalization;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Rendering;
using SweepCluster.Sweeps.Running;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep predict ID --trial N --image X</c>: what a trained network says about images.</summary>
internal static class PredictCommand
{
    private const int BarWidth = 30;

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var trial = new Option<long>("--trial") { Description = "The trial whose network is asked.", HelpName = "N", Required = true };
        var images = new Option<string[]>("--image")
        {
            Description = "An image file (PNG, JPEG, BMP, GIF, TGA), or the number of a test image, from 0.",
            HelpName = "FILE|NUMBER",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var invert = new Option<bool>("--invert") { Description = "The files are dark on light; the data sets are light on dark." };
        var command = new Command("predict", "Show what a trained network says about images.") { id, trial, images, invert };
        command.Act(host, options, async (scope, parsed) =>
        {
            if (scope.Settings.Cluster is { } cluster)
                throw new SweepException($"predict reads a checkpoint, and those of {cluster} lie on its machine. Run it there, without --cluster.");
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            await PredictAsync(scope, sweep, parsed.GetValue(trial), parsed.GetRequiredValue(images), parsed.GetValue(invert));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task PredictAsync(CommandScope scope, SweepRecord sweep, long number, string[] images, bool invert)
    {
        var trial = await scope.Store.FindTrialAsync(sweep.Id, number, scope.Cancellation)
            ?? throw new SweepException($"--trial: {sweep.Id} has no trial {number} that was started. `./sweep show {sweep.Id}` says how many there are.");
        var lease = new TrialDescription(SweepLookup.Spec(sweep), sweep.Id, scope.Settings.CheckpointRoot).Of(trial, sweep);
        using var library = new DatasetLibrary(DatasetFolders.For(scope.Settings.Data ?? sweep.DataFolder));
        var dataset = library.Load(lease.Configuration.Data.Dataset, scope.Cancellation);
        using var predictor = Predictor.Open(lease, dataset);
        foreach (var image in images)
            Write(scope, dataset, image, Ask(predictor, lease, dataset, image, invert, out var label), label);
    }

    // The probabilities of each class, and the label of a test image.
    private static float[] Ask(Predictor predictor, TrialLease lease, Dataset dataset, string image, bool invert, out int? label)
    {
        if (!int.TryParse(image, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            label = null;
            using var given = ImageFile.Read(image, dataset.Test.Rows, dataset.Test.Columns, dataset.Test.Classes, invert);
            return predictor.Predict(given, 0, 1, lease.Configuration.Data.Scale);
        }

        if (index >= dataset.Test.Count)
            throw new SweepException($"--image: {dataset.Name} has no test image {index}. Its test images are 0 to {dataset.Test.Count - 1}.");
        label = dataset.Test.AllLabels[index];
        return predictor.Predict(dataset.Test, index, 1, lease.Configuration.Data.TestScale);
    }

    private static void Write(CommandScope scope, Dataset dataset, string image, float[] probabilities, int? label)
    {
        var best = Array.IndexOf(probabilities, probabilities.Max());
        if (scope.Settings.Json)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("image", image);
                json.WriteString("predicted", dataset.ClassNames[best]);
                json.WriteString("label", label is { } known ? dataset.ClassNames[known] : null);
                json.WriteStartObject("probabilities");
                for (var i = 0; i < probabilities.Length; i++)
                    json.WriteNumber(dataset.ClassNames[i], probabilities[i]);
                json.WriteEndObject();
            }));
            return;
        }

        var verdict = label is { } given ? given == best ? ", which is right" : $", but it is {dataset.ClassNames[given]}" : "";
        scope.Output.WriteLine($"{image}: {dataset.ClassNames[best]} with {Percent(probabilities[best])}{verdict}");
        if (scope.Settings.Quiet)
            return;
        var names = dataset.ClassNames.Max(name => name.Length);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bar = new string('#', (int)Math.Round(probabilities[i] * BarWidth));
            scope.Output.WriteLine($"  {dataset.ClassNames[i].PadRight(names)} {Percent(probabilities[i]),7} {bar}".TrimEnd());
        }
    }

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:F2} %");
}
