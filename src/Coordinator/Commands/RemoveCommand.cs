using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
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
        var sure = new Option<bool>("--yes") { Description = "Delete. Without this option the command only prints what it would delete." };
        var command = new Command("rm", "Delete a sweep with its results and checkpoints, or only checkpoints.")
        {
            id, checkpoints, best, sure,
        };
        command.ChangeResults(host, options, (scope, parsed) =>
            RemoveAsync(scope, parsed.GetRequiredValue(id), parsed.GetValue(checkpoints), parsed.GetValue(best), parsed.GetValue(sure)));
        return command;
    }

    private static async Task<int> RemoveAsync(CommandScope scope, string id, bool onlyCheckpoints, int? best, bool isSure)
    {
        if (scope.Settings.Cluster is { } cluster)
            throw new SweepException($"rm deletes files, and the files of {cluster} are on its machine. Run it there, without --cluster.");
        if (best is < 1)
            throw new SweepException(
                $"--keep-best: {best} is not possible. Give at least 1, or --checkpoints to delete the checkpoints of all trials.");
        var sweep = await scope.FindAsync(id);
        // The claim ensures that no process trains it meanwhile.
        await using var claim = await scope.Writable.ClaimAsync(sweep.Id, claimant: null, scope.Cancellation);
        var kept = best is { } count ? await BestAsync(scope, sweep, count) : [];
        using var checkpoints = CheckpointStores.Open(scope.Settings);
        var deleted = (await checkpoints.ListAsync(sweep.Id, scope.Cancellation)).Where(stored => !kept.Contains(stored.Trial)).ToList();
        var size = FigureText.Bytes(deleted.Sum(stored => stored.Bytes));
        var trials = (await scope.Store.CountTrialsAsync(sweep.Id, scope.Cancellation)).Values.Sum();
        var keepsResults = onlyCheckpoints || best is not null;
        var what = $"the checkpoints of {FigureText.Plural(deleted.Count, "trial")} ({size})"
            + (keepsResults ? "" : $" and the results of {FigureText.Plural(trials, "trial")}");
        if (!isSure)
        {
            scope.Output.WriteLine($"This would delete {what} of {sweep.Id}. To delete it, add --yes.");
            return ExitCodes.Done;
        }

        foreach (var stored in deleted)
            await checkpoints.DeleteAsync(sweep.Id, stored.Trial, scope.Cancellation);
        if (!keepsResults)
        {
            await scope.Writable.DeleteSweepAsync(sweep.Id, scope.Cancellation);
            await checkpoints.DeleteAsync(sweep.Id, trial: null, scope.Cancellation);
        }

        if (!scope.Settings.Quiet)
            scope.Output.WriteLine($"Deleted {what} of {sweep.Id}.");
        return ExitCodes.Done;
    }

    // The trials with the best objectives, by the names of their checkpoints; ties by index.
    private static async Task<HashSet<string>> BestAsync(CommandScope scope, SweepRecord sweep, int count)
    {
        var sign = Sweep.Read(sweep).Spec.Objective.Goal == Goal.Minimize ? 1 : -1;
        var trials = await scope.Store.ReadTrialsAsync(sweep.Id, scope.Cancellation)
            .Where(trial => trial is { HasResult: true, Objective: not null })
            .ToListAsync(scope.Cancellation);
        return [.. trials.OrderBy(trial => sign * trial.Objective!.Value)
            .ThenBy(trial => trial.Trial)
            .Take(count)
            .Select(trial => $"{trial.Trial}")];
    }
}
