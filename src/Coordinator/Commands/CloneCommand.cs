using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep clone ID</c>: runs the spec of a recorded sweep again, as a new sweep.</summary>
internal static class CloneCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument(required: true);
        var board = TensorBoardOption.Create();
        var notify = NotifyOption.Create();
        var changes = new SpecOptions();
        var command = new Command("clone", "Run the spec of a recorded sweep again as a new sweep, with the changes that options ask for.")
        {
            id, board, notify,
        };
        changes.AddTo(command);
        command.ChangeResults(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            var spec = SpecFile.ReadRecorded(sweep, changes.Read(parsed));
            // A relative folder of data sets is the one that the sweep was run with.
            var settings = scope.Settings.Cluster is null
                ? scope.Settings with { Data = scope.Settings.Data ?? sweep.DataFolder }
                : scope.Settings;
            var changed = (scope with { Settings = settings }).WithTensorBoard(parsed, board).WithNotification(parsed, notify);
            return await RunCommand.RunAsync(changed, spec, _ => { }, dashboard: null);
        });
        return command;
    }
}
