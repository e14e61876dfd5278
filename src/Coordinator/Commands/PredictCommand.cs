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
            var (sweep, asked) = await scope.FindTrialAsync(parsed.GetRequiredValue(id), parsed.GetValue(trial));
            using var network = await scope.Networks().OpenAsync(sweep, asked, scope.Cancellation);
            NamedImage[] named =
                [.. parsed.GetRequiredValue(images).Select(name => NamedImage.Read(name, network.Facts, parsed.GetValue(invert)))];
            var answers = await network.QueryAsync([.. named.Select(image => image.Asked)], explains: false, scope.Cancellation);
            foreach (var (image, answer) in named.Zip(answers))
            {
                var prediction = new ImagePrediction(
                    image.Name, network.Facts.ClassNames, answer.Probabilities, answer.Label, image.Treatment);
                foreach (var line in scope.Settings.Json ? [JsonLine.Object(prediction.Write)] : prediction.Lines(scope.Settings.Quiet))
                    scope.Output.WriteLine(line);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
