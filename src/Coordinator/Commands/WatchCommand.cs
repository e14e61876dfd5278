using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep watch ID</c>: follow a sweep that another process runs.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var board = TensorBoardOption.Create();
        var notify = NotifyOption.Create();
        var command = new Command("watch", "Follow a sweep that another process runs.") { id, board, notify };
        command.ReadResults(host, options, async (opened, parsed) =>
        {
            var scope = opened.WithTensorBoard(parsed, board).WithNotification(parsed, notify);
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
            var ended = new EndedTrials(sweep.Pass, await scope.Store.LoadProgressAsync(sweep.Id, sweep.Pass, scope.Cancellation));
            var session =
                new ForegroundSweep(scope.Host, scope.Settings, scope.Store, scope.Output, scope.TensorBoard, scope.Notify);
            return await session.WatchAsync(sweep, ended, runtime.Service, scope.Cancellation);
        });
        return command;
    }
}
