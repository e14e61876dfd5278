using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep images ID</c>: the test images that every seed of a configuration gets wrong, and those that only some do.</summary>
internal static class ImagesCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var number = new Option<long?>("--configuration")
        {
            Description = "The configuration whose seeds are compared. Default: the best one.",
            HelpName = "N",
        };
        var command = new Command("images", "Show the test images that every seed gets wrong, and those that only some seeds do.")
        {
            id, number,
        };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            var trials = await FindTrialsAsync(scope, sweep, parsed.GetValue(number));
            var errors = await ImageErrors.ReadAsync(scope.Networks(), sweep, trials, scope.Cancellation);
            if (scope.Settings.Json)
            {
                foreach (var error in errors.All)
                    scope.Output.WriteLine(JsonLine.Object(json => ImageErrorText.Write(json, errors, error)));
                return ExitCodes.Done;
            }

            var configuration = trials[0].Configuration;
            var settings = RowText.Settings(Sweep.Read(sweep).Configurations.VaryingSettings(configuration));
            foreach (var line in ImageErrorText.Lines(errors, $"configuration {configuration}, {settings}", scope.Width))
                scope.Output.WriteLine(line);
            return ExitCodes.Done;
        });
        return command;
    }

    // The finished seeds of the configuration, in their order.
    private static async Task<IReadOnlyList<TrialRecord>> FindTrialsAsync(CommandScope scope, SweepRecord sweep, long? number)
    {
        var configuration = number;
        if (configuration is null)
        {
            var goal = Sweep.Read(sweep).Spec.Objective.Goal;
            var leaders = await scope.Store.ReadLeadersAsync(sweep.Id, goal, 1, scope.Cancellation);
            configuration = leaders.Count == 0 ? null : leaders[0].Configuration;
        }

        var trials = new List<TrialRecord>();
        await foreach (var trial in scope.Store.ReadTrialsAsync(sweep.Id, scope.Cancellation))
        {
            if (trial.Configuration == configuration && trial.HasResult)
                trials.Add(trial);
        }

        if (trials.Count > 0)
            return [.. trials.OrderBy(trial => trial.SeedIndex)];
        throw new SweepException(number is { } asked
            ? $"--configuration: {sweep.Id} has no finished trial of configuration {asked}. "
                + $"./sweep leaderboard {sweep.Id} --json numbers them."
            : $"{sweep.Id} has no finished trial yet.");
    }
}
