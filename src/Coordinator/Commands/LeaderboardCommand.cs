using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep leaderboard ID</c>: the best configurations over their seeds.</summary>
internal static class LeaderboardCommand
{
    private const int DefaultRows = 20;

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var top = new Option<int>("--top") { Description = "Maximum rows.", HelpName = "N", DefaultValueFactory = _ => DefaultRows };
        var command = new Command("leaderboard", "Rank a sweep's configurations over their seeds.") { id, top };
        command.ReadResults(host, options, (scope, parsed) => PrintAsync(scope, parsed.GetRequiredValue(id), parsed.GetValue(top)));
        return command;
    }

    private static async Task<int> PrintAsync(CommandScope scope, string id, int top)
    {
        if (top < 1)
            throw new SweepException($"--top: {top} is not possible. Give a number of rows, 1 or more.");
        var sweep = await scope.FindAsync(id);
        var spec = Sweep.Read(sweep).Spec;
        var leaders = await scope.Store.ReadLeadersAsync(sweep.Id, spec.Objective.Goal, top, scope.Cancellation);
        var rows = LeaderboardTable.BuildAll(spec, leaders);
        if (scope.Settings.Json)
        {
            foreach (var row in rows)
                scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Row(json, row)));
            return ExitCodes.Done;
        }

        if (rows.Count == 0)
        {
            scope.Output.WriteLine($"{sweep.Id} has no trial with an objective yet.");
            return ExitCodes.Done;
        }

        var isRunning = await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation) is not null;
        var notes = SweepText.LeaderboardNotes(sweep, spec, rows, isRunning).SelectMany(note => Wrapped.Lines(note, scope.Width));
        foreach (var line in LeaderboardText.Lines(spec, rows, scope.Width).Concat(scope.Settings.Quiet ? [] : notes))
            scope.Output.WriteLine(line);
        return ExitCodes.Done;
    }
}
