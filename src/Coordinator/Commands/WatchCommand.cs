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
        var command = new Command("watch", "Follow a sweep that another process runs.") { id, board };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var tensorBoard = scope.WithTensorBoard(parsed, board).TensorBoard;
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
            var ended = new EndedTrials(sweep.Pass, await scope.Store.LoadProgressAsync(sweep.Id, sweep.Pass, scope.Cancellation));
            var session = new ForegroundSweep(scope.Host, scope.Settings, scope.Store, scope.Output, tensorBoard);
            return await session.WatchAsync(sweep, ended, runtime.Service, scope.Cancellation);
        });
        return command;
    }
}
