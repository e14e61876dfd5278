using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Tables;
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
        var where = new Option<string?>("--where")
        {
            Description = "Only rows that meet conditions, such as \"width >= 64 optimizer in [adam, sgd] or test_acc > 0.9\".",
            HelpName = "FILTER",
        };
        var command = new Command("leaderboard", "Rank a sweep's configurations over their seeds.") { id, top, where };
        command.ReadResults(host, options, (scope, parsed) => PrintAsync(
            scope, parsed.GetRequiredValue(id), parsed.GetValue(top), parsed.GetValue(where)));
        return command;
    }

    private static async Task<int> PrintAsync(CommandScope scope, string id, int top, string? where)
    {
        if (top < 1)
            throw new SweepException($"--top: {top} is not possible. Give a number of rows, 1 or more.");
        var sweep = await scope.FindAsync(id);
        var spec = Sweep.Read(sweep).Spec;
        var rows = await ReadAsync(scope, sweep, spec, top, where);
        if (scope.Settings.Json)
        {
            foreach (var row in rows)
                scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Row(json, row)));
            return ExitCodes.Done;
        }

        if (rows.Count == 0)
        {
            scope.Output.WriteLine(where is null
                ? $"{sweep.Id} has no trial with an objective yet."
                : $"No configuration of {sweep.Id} meets '{where}'.");
            return ExitCodes.Done;
        }

        var isRunning = await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation) is not null;
        var notes = SweepText.LeaderboardNotes(sweep, spec, rows, isRunning).SelectMany(note => Wrapped.Lines(note, scope.Width));
        foreach (var line in LeaderboardText.Lines(spec, rows, scope.Width).Concat(scope.Settings.Quiet ? [] : notes))
            scope.Output.WriteLine(line);
        return ExitCodes.Done;
    }

    // The ranks of filtered rows are those among all configurations.
    private static async Task<IReadOnlyList<LeaderboardRow>> ReadAsync(
        CommandScope scope, SweepRecord sweep, SweepSpec spec, int top, string? where)
    {
        var filter = where is null ? null : LeaderboardFilter.Parse(where, spec, "--where");
        var wanted = filter is null ? top : int.MaxValue;
        var leaders = await scope.Store.ReadLeadersAsync(sweep.Id, spec.Objective.Goal, wanted, scope.Cancellation);
        var rows = LeaderboardTable.BuildAll(spec, leaders);
        return filter is null ? rows : [.. rows.Where(filter.Matches).Take(top)];
    }
}
