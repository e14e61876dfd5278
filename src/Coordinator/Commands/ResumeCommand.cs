using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep resume ID</c>: continues a sweep that was interrupted, paused or cut off by a crash.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var metrics = MetricsPort.CreateOption();
        var board = TensorBoardOption.Create();
        var notify = NotifyOption.Create();
        var command = new Command("resume", "Continue a sweep that was interrupted, paused or cut off.") { id, metrics, board, notify };
        command.ChangeResults(host, options, (scope, parsed) => MetricsPort.ActAsync(
            scope.WithTensorBoard(parsed, board).WithNotification(parsed, notify), parsed, metrics,
            (measured, watch) => GoOnAsync(measured, parsed.GetRequiredValue(id), new SweepChange.Resume(), watch)));
        return command;
    }

    /// <summary>Changes a sweep that no process runs, and runs it if it then has work.</summary>
    /// <param name="watch">Called with the runtime before it is used; null if it is not measured.</param>
    internal static async Task<int> GoOnAsync(CommandScope scope, string id, SweepChange change, Action<ISweepRuntime>? watch = null)
    {
        var sweep = await scope.FindAsync(id);
        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        watch?.Invoke(runtime);
        if (await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation) is null)
        {
            var dataset = Sweep.Read(sweep).Spec.Data.Dataset;
            change =
                change with { Data = runtime.LoadData(dataset, scope.Settings.Data ?? sweep.DataFolder, sweep.Data, scope.Cancellation) };
        }

        var progress = await scope.Store.LoadProgressAsync(sweep.Id, sweep.Pass, scope.Cancellation);
        // The ends of retried trials are shown, too.
        progress = progress with { Open = [.. progress.Open, .. await RetriedTrials.ReadAsync(scope.Store, sweep.Id, change)] };
        var ended = new EndedTrials(sweep.Pass, progress);
        sweep = await runtime.Service.ChangeAsync(sweep.Id, change, scope.Cancellation);
        return await new ForegroundSweep(scope.Host, scope.Settings, scope.Store, scope.Output, scope.TensorBoard, scope.Notify)
            .RunAsync(sweep, ended, runtime, scope.Cancellation);
    }
}
