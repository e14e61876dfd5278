using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep pause ID</c> and <c>sweep cancel ID</c>, also for a sweep that another process runs.</summary>
internal static class StopCommands
{
    public static Command CreatePause(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var command = new Command("pause", "Stop a running sweep at checkpoints; `./sweep resume` continues it.") { id };
        command.ChangeResults(
            host, options,
            (scope, parsed) => ChangeAsync(scope, parsed.GetRequiredValue(id), new SweepChange.Pause(SweepRecord.ByRequest)));
        return command;
    }

    public static Command CreateCancel(CommandHost host, GlobalOptions options)
    {
        // There is no default, so that a sweep is not cancelled by accident.
        var id = CommandScopes.SweepArgument(required: true);
        var command =
            new Command("cancel", "End a sweep; what it has recorded stays, and `./sweep retry ID --cancelled` continues it.") { id };
        command.ChangeResults(host, options, (scope, parsed) => ChangeAsync(scope, parsed.GetRequiredValue(id), new SweepChange.Cancel()));
        return command;
    }

    private static async Task<int> ChangeAsync(CommandScope scope, string id, SweepChange change)
    {
        var sweep = await scope.FindAsync(id);
        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        var changed = await runtime.Service.ChangeAsync(sweep.Id, change, scope.Cancellation);
        if (scope.Settings.Json)
            scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Sweep(json, changed)));
        else if (!scope.Settings.Quiet)
            scope.Output.WriteLine(Text(changed));
        return ExitCodes.Done;
    }

    private static string Text(SweepRecord sweep) => sweep.Status switch
    {
        SweepStatus.Paused => $"{sweep.Id} is paused. Go on with: ./sweep resume {sweep.Id}",
        var status => $"{sweep.Id} is {status.ToString().ToLowerInvariant()}.",
    };
}
