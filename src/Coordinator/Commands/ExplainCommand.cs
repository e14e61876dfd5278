using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep explain ID --trial N --image X</c>: a prediction layer by layer, computed by hand.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var trial = new Option<long>("--trial") { Description = "The trial with the network.", HelpName = "N", Required = true };
        var image = new Option<string>("--image")
        {
            Description = "The number of a test image, from 0, or an image file.",
            HelpName = "NUMBER|FILE",
            Required = true,
        };
        var invert = new Option<bool>("--invert") { Description = "The file is dark on light; the data sets are light on dark." };
        var command =
            new Command("explain", "Compute a prediction by hand, layer by layer, from a trial's stored weights; see docs/explain.md.")
            {
                id, trial, image, invert,
            };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            using var network = await TrialNetwork.OpenAsync(scope, "explain", parsed.GetRequiredValue(id), parsed.GetValue(trial));
            var name = parsed.GetRequiredValue(image);
            using var input = network.Image(name, parsed.GetValue(invert));
            var prediction = new ExplainedPrediction(
                network.Lease.SweepId, network.Lease.Trial, network.Epochs, name, input.Label, input.Treatment, network.Dataset.ClassNames,
                input.Scale,
                network.Explain(input), network.Predict(input));
            if (scope.Settings.Json)
            {
                scope.Output.WriteLine(JsonLine.Object(prediction.Write));
                return ExitCodes.Done;
            }

            foreach (var line in prediction.Lines(scope.Width, scope.Settings.Quiet))
                scope.Output.WriteLine(line);
            return ExitCodes.Done;
        });
        return command;
    }
}
