using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep edit ID --set limits.trials=500</c>: change settings of a recorded sweep that no result depends on.</summary>
internal static class EditCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var set = new Option<string[]>("--set")
        {
            Description = "The new value of a setting, such as limits.wall_time=2h; nothing after = removes it. "
                + $"Can be changed: {SpecEdits.Allowed}.",
            HelpName = "KEY=VALUE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("edit", "Change limits and other settings of a sweep that no result depends on.") { id, set };
        command.ChangeResults(
            host, options, (scope, parsed) => EditAsync(scope, parsed.GetRequiredValue(id), parsed.GetRequiredValue(set)));
        return command;
    }

    private static async Task<int> EditAsync(CommandScope scope, string id, string[] assignments)
    {
        var sweep = await scope.FindAsync(id);
        _ = Sweep.Read(sweep);
        var text = sweep.SpecText;
        foreach (var assignment in assignments)
        {
            if (assignment.Split('=', 2) is not [var path, var value])
                throw new SweepException($"--set: '{assignment}' is not of the form KEY=VALUE, such as limits.trials=500.");
            text = SpecText.SetPath(text, path.Trim(), value.Trim());
        }

        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        var changed = await runtime.Service.ChangeAsync(sweep.Id, new SweepChange.Edit(text), scope.Cancellation);
        if (scope.Settings.Json)
            scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Sweep(json, changed)));
        else if (!scope.Settings.Quiet)
            scope.Output.WriteLine($"{changed.Id} is edited, `./sweep show {changed.Id} --spec` prints its spec.{Hint(changed)}");
        return ExitCodes.Done;
    }

    private static string Hint(SweepRecord sweep) => sweep.Status is SweepStatus.Paused or SweepStatus.Finished
        ? $" Go on with: ./sweep resume {sweep.Id}"
        : "";
}
