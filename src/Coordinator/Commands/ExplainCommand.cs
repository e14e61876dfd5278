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
            var (sweep, asked) = await scope.FindTrialAsync(parsed.GetRequiredValue(id), parsed.GetValue(trial));
            using var network = await scope.Networks().OpenAsync(sweep, asked, scope.Cancellation);
            var facts = network.Facts;
            var named = NamedImage.Read(parsed.GetRequiredValue(image), facts, parsed.GetValue(invert));
            var answer = (await network.QueryAsync([named.Asked], explains: true, scope.Cancellation))[0];
            var prediction = new ExplainedPrediction(
                sweep.Id, asked.Trial, facts.Epochs, named.Name, answer.Label, named.Treatment, facts.ClassNames,
                named.Asked.Number is null ? facts.Scale : facts.TestScale,
                answer.Explanation ?? throw new InvalidOperationException("An explanation was asked for."), answer.Probabilities);
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
