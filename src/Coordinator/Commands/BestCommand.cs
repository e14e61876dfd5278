using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep best ID -o best.yaml</c>: the best configuration of a sweep as a spec that runs.</summary>
internal static class BestCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var number = new Option<long?>("--configuration")
        {
            Description = "This configuration instead of the best one, counted from 0.",
            HelpName = "N",
        };
        var file =
            new Option<string?>("--output", "-o") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var command = new Command("best", "Write the best configuration of a sweep, with all of its settings, as a spec that runs.")
        {
            id, number, file,
        };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = Sweep.Read(await scope.FindAsync(parsed.GetRequiredValue(id)));
            var text = parsed.GetValue(number) is { } chosen ? Chosen(sweep, chosen) : await BestAsync(scope, sweep);
            if (parsed.GetValue(file) is not { } path)
            {
                scope.Documents.Write(text);
                return ExitCodes.Done;
            }

            SpecOutput.Write("--output", path, text, replaces: true);
            if (!scope.Settings.Quiet)
            {
                scope.Output.WriteLine(scope.Settings.Json
                    ? JsonLine.Object(json => json.WriteString("file", path))
                    : $"{path} is written. Run it with: ./sweep run {path}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Chosen(Sweep sweep, long configuration)
    {
        if (configuration < 0 || configuration >= sweep.Configurations.Count)
        {
            throw new SweepException(
                $"--configuration: {sweep.Id} has no configuration {configuration}. "
                + $"Its configurations are 0 to {sweep.Configurations.Count - 1}.");
        }

        return ConfigurationSpec.Write(sweep, configuration, $"Configuration {configuration} of {sweep.Id}.");
    }

    private static async Task<string> BestAsync(CommandScope scope, Sweep sweep)
    {
        var spec = sweep.Spec;
        var leaders = await scope.Store.ReadLeadersAsync(sweep.Id, spec.Objective.Goal, 1, scope.Cancellation);
        if (LeaderboardTable.Build(spec, leaders) is not [var best, ..])
            throw new SweepException(
                $"{sweep.Id} has no trial with an objective yet. Name a configuration with --configuration N, or wait for a trial.");
        return ConfigurationSpec.Write(
            sweep, best.Configuration,
            $"Configuration {best.Configuration} of {sweep.Id}: the best of {FigureText.Count(sweep.Configurations.Count)} by "
            + $"{spec.Objective.Metric.Name()} ({FigureText.Metric(best.Objective.Mean)}).");
    }
}
