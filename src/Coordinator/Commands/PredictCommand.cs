using System.CommandLine;
using System.Globalization;
using SweepCluster.Coordinator.Rendering;
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
            using var network = await TrialNetwork.OpenAsync(scope, "predict", parsed.GetRequiredValue(id), parsed.GetValue(trial));
            foreach (var image in parsed.GetRequiredValue(images))
            {
                using var asked = network.Image(image, parsed.GetValue(invert));
                Write(scope, network.Dataset, image, network.Predict(asked), asked);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(CommandScope scope, Dataset dataset, string image, float[] probabilities, AskedImage asked)
    {
        var best = Array.IndexOf(probabilities, probabilities.Max());
        if (scope.Settings.Json)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                json.WriteString("image", image);
                json.WriteString("predicted", dataset.ClassNames[best]);
                json.WriteString("label", asked.Label is { } known ? dataset.ClassNames[known] : null);
                json.WriteString("treatment", asked.Treatment);
                json.WriteStartObject("probabilities");
                for (var i = 0; i < probabilities.Length; i++)
                    json.WriteNumber(dataset.ClassNames[i], probabilities[i]);
                json.WriteEndObject();
            }));
            return;
        }

        var verdict = asked.Label is { } given ? given == best ? ", which is right" : $", but it is {dataset.ClassNames[given]}" : "";
        scope.Output.WriteLine($"{image}: {dataset.ClassNames[best]} with {Percent(probabilities[best])}{verdict}");
        if (scope.Settings.Quiet)
            return;
        if (asked.Treatment is { } treatment)
            scope.Output.WriteLine($"  {treatment}");
        var names = dataset.ClassNames.Max(name => name.Length);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bar = new string('#', (int)Math.Round(probabilities[i] * BarWidth));
            scope.Output.WriteLine($"  {dataset.ClassNames[i].PadRight(names)} {Percent(probabilities[i]),7} {bar}".TrimEnd());
        }
    }

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:F2} %");
}
