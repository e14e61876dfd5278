using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep rm ID</c>: deletes a sweep, or only its checkpoints.</summary>
internal static class RemoveCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var checkpoints = new Option<bool>("--checkpoints") { Description = "Delete only its checkpoints; the results stay." };
        var best =
            new Option<int?>("--keep-best") { Description = "Delete only the checkpoints of all but the N best trials.", HelpName = "N" };
        var deletion = new Deletion();
        var command = new Command("rm", "Delete a sweep with its results and checkpoints, or only checkpoints.")
        {
            id, checkpoints, best,
        };
        deletion.AddTo(command);
        command.ChangeResults(host, options, (scope, parsed) => RemoveAsync(
            scope, parsed.GetRequiredValue(id), parsed.GetValue(checkpoints), parsed.GetValue(best),
            what => deletion.IsWanted(scope, parsed, what)));
        return command;
    }

    private static async Task<int> RemoveAsync(
        CommandScope scope, string id, bool onlyCheckpoints, int? best, Func<string, bool> isWanted)
    {
        Deletion.RequireLocal(scope, "rm");
        if (best is < 1)
            throw new SweepException(
                $"--keep-best: {best} is not possible. Give at least 1, or --checkpoints to delete the checkpoints of all trials.");
        var sweep = await scope.FindAsync(id);
        // The claim ensures that no process trains it meanwhile.
        await using var claim = await scope.Writable.ClaimAsync(sweep.Id, claimant: null, scope.Cancellation);
        var kept = best is { } count ? await BestTrials.FoldersAsync(scope, sweep, count) : [];
        using var checkpoints = CheckpointStores.Open(scope.Settings);
        var deleted = (await checkpoints.ListAsync(sweep.Id, scope.Cancellation)).Where(stored => !kept.Contains(stored.Trial)).ToList();
        var size = FigureText.Bytes(deleted.Sum(stored => stored.Bytes));
        var trials = (await scope.Store.CountTrialsAsync(sweep.Id, scope.Cancellation)).Values.Sum();
        var keepsResults = onlyCheckpoints || best is not null;
        var what = $"the checkpoints of {FigureText.Plural(deleted.Count, "trial")} ({size})"
            + (keepsResults ? "" : $" and the results of {FigureText.Plural(trials, "trial")}") + $" of {sweep.Id}";
        if (!isWanted(what))
            return ExitCodes.Done;
        foreach (var stored in deleted)
            await checkpoints.DeleteAsync(sweep.Id, stored.Trial, scope.Cancellation);
        if (!keepsResults)
        {
            await scope.Writable.DeleteSweepAsync(sweep.Id, scope.Cancellation);
            await checkpoints.DeleteAsync(sweep.Id, trial: null, scope.Cancellation);
        }

        if (!scope.Settings.Quiet)
            scope.Output.WriteLine($"Deleted {what}.");
        return ExitCodes.Done;
    }
}
