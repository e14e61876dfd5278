using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep predict ID --trial N --image X</c>: a trained network's predictions for images.</summary>
internal static class PredictCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var trial = new Option<long>("--trial") { Description = "The trial with the network.", HelpName = "N", Required = true };
        var images = new Option<string[]>("--image")
        {
            Description = "An image file (PNG, JPEG, BMP, GIF, TGA), or the number of a test image, from 0.",
            HelpName = "FILE|NUMBER",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var invert = new Option<bool>("--invert") { Description = "The files are dark on light; the data sets are light on dark." };
        var command = new Command("predict", "Show a trained network's predictions for images.") { id, trial, images, invert };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            using var network = await TrialNetwork.OpenAsync(scope, "predict", parsed.GetRequiredValue(id), parsed.GetValue(trial));
            foreach (var image in parsed.GetRequiredValue(images))
            {
                using var input = network.Image(image, parsed.GetValue(invert));
                var prediction = new ImagePrediction(
                    image, network.Dataset.ClassNames, network.Predict(input), input.Label, input.Treatment);
                foreach (var line in scope.Settings.Json ? [JsonLine.Object(prediction.Write)] : prediction.Lines(scope.Settings.Quiet))
                    scope.Output.WriteLine(line);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
