using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Spec;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep run FILE</c>: records a new sweep and runs it to its end.</summary>
internal static class RunCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "The sweep spec (YAML)." };
        var metrics = MetricsPort.CreateOption();
        var board = TensorBoardOption.Create();
        var dashboard = new Option<bool>("--dashboard") { Description = "Serve a web page about the sweep to this machine while it runs." };
        var port = new Option<int?>("--dashboard-port") { Description = "Port of the dashboard. Default: a free one.", HelpName = "N" };
        var command = new Command("run", "Run a sweep and show its progress and leaderboard.") { file, metrics, board, dashboard, port };
        command.SetAction(async (parsed, cancellation) =>
        {
            // Errors in the spec are reported before anything is opened or loaded.
            var spec = SpecFile.Read(parsed.GetRequiredValue(file));
            var settings = options.Read(parsed);
            int? served = parsed.GetValue(port) is { } given ? given : parsed.GetValue(dashboard) ? 0 : null;
            if (served is { } requested)
                RunDashboard.Check(requested, settings);
            await using var store = host.OpenStore(settings);
            var scope = new CommandScope(host, settings, store, parsed.InvocationConfiguration.Output, cancellation)
                .WithTensorBoard(parsed, board);
            return await MetricsPort.ActAsync(scope, parsed, metrics, (measured, watch) => RunAsync(measured, spec, watch, served));
        });
        return command;
    }

    /// <param name="dashboard">The port of the dashboard; null if there is none.</param>
    private static async Task<int> RunAsync(CommandScope scope, SweepSpec spec, Action<ISweepRuntime> watch, int? dashboard)
    {
        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        watch(runtime);
        var text = await SubmittedSpec.ResolveAsync(spec, scope.Store, scope.Cancellation);
        // A server has data sets of its own, and checks the spec against them.
        if (!runtime.RunsElsewhere)
            SpecDataCheck.Require(spec, scope.Settings.Data);
        var data = runtime.LoadData(spec.Data.Dataset, scope.Settings.Data, null, scope.Cancellation);
        var sweep = await runtime.Service.SubmitAsync(new(text, scope.Settings.Data) { Data = data }, scope.Cancellation);
        await using var page = dashboard is { } port ? await RunDashboard.StartAsync(scope, sweep, runtime, port) : null;
        var session = new ForegroundSweep(scope.Host, scope.Settings, scope.Store, scope.Output, scope.TensorBoard);
        return await session.RunAsync(sweep, new EndedTrials(sweep.Pass, new SweepProgress(0, [], 0)), runtime, scope.Cancellation);
    }
}
