using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Estimates;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep run FILE ...</c>: records new sweeps and runs each to its end, one after the other.</summary>
internal static class RunCommand
{
    /// <summary>Longer sweeps are started at a terminal only after a question.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var files = FilesArgument();
        var metrics = MetricsPort.CreateOption();
        var board = TensorBoardOption.Create();
        var notify = NotifyOption.Create();
        var dashboard = new Option<bool>("--dashboard") { Description = "Serve a web page about the sweep to this machine while it runs." };
        var port = new Option<int?>("--dashboard-port") { Description = "Port of the dashboard. Default: a free one.", HelpName = "N" };
        var dry = DryRunOption();
        var sure = new Option<bool>("--yes") { Description = "Start sweeps of more than an hour without asking at a terminal." };
        var changes = new SpecOptions();
        var command = new Command("run", "Run sweeps, one after the other, and show their progress and leaderboard.")
        {
            files, metrics, board, notify, dashboard, port, dry, sure,
        };
        changes.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (paths, overrides) = (parsed.GetRequiredValue(files), changes.Read(parsed));
            if (parsed.GetValue(dry))
            {
                return PrintPlans(
                    host, options.Read(parsed), paths, overrides, parsed.InvocationConfiguration.Output, cancellation);
            }

            // Errors in the specs are reported before anything is opened or loaded.
            var specs = ReadSpecs(paths, overrides);
            var settings = options.Read(parsed);
            int? served = parsed.GetValue(port) is { } given ? given : parsed.GetValue(dashboard) ? 0 : null;
            if (served is { } requested)
                RunDashboard.Check(requested, settings);
            if (!parsed.GetValue(sure) && !IsWanted(host, settings, specs, cancellation))
            {
                parsed.InvocationConfiguration.Output.WriteLine("Nothing was started.");
                return ExitCodes.Interrupted;
            }

            await using var store = host.OpenStore(settings);
            var scope = new CommandScope(host, settings, store, parsed.InvocationConfiguration.Output, cancellation)
                .WithTensorBoard(parsed, board)
                .WithNotification(parsed, notify);
            return await MetricsPort.ActAsync(scope, parsed, metrics, (measured, watch) => RunAllAsync(measured, specs, watch, served));
        });
        return command;
    }

    internal static Argument<string[]> FilesArgument() => new("FILE")
    {
        Description = "The sweep specs (YAML).",
        Arity = ArgumentArity.OneOrMore,
    };

    internal static Option<bool> DryRunOption() => new("--dry-run")
    {
        Description = "Start nothing, and print the plan with its duration on this machine, as validate does.",
    };

    /// <summary>Reads all specs, so that a mistake in the last one is reported before the first one runs.</summary>
    /// <exception cref="SweepException">A spec is not valid.</exception>
    internal static IReadOnlyList<SweepSpec> ReadSpecs(string[] paths, IReadOnlyList<SpecOverride> overrides) =>
        [.. paths.Select(path => SpecFile.Read(path, overrides))];

    internal static int PrintPlans(
        CommandHost host, CommandSettings settings, string[] paths, IReadOnlyList<SpecOverride> overrides, TextWriter output,
        CancellationToken cancellation)
    {
        var code = ExitCodes.Done;
        foreach (var (index, path) in paths.Index())
        {
            if (index > 0 && !settings.Json)
                output.WriteLine();
            code = Math.Max(code, PlanPage.Print(host, settings, path, overrides, output, cancellation));
        }

        return code;
    }

    // Measuring takes seconds, so short sweeps are started without it.
    private static bool IsWanted(
        CommandHost host, CommandSettings settings, IReadOnlyList<SweepSpec> specs, CancellationToken cancellation)
    {
        if (host.Confirm is not { } confirm || settings.Cluster is not null)
            return true;
        foreach (var spec in specs)
        {
            var run = PlannedRun.Create(spec);
            if (run.MayTake(Long, settings.Workers) && run.Estimate(host, settings, cancellation) is { } duration && duration.Elapsed > Long
                && !confirm($"{spec.Name} will take about {FigureText.Duration(duration.Elapsed)} on this machine. Start it?"))
                return false;
        }

        return true;
    }

    /// <param name="dashboard">The port of the dashboard; null if there is none.</param>
    private static async Task<int> RunAllAsync(
        CommandScope scope, IReadOnlyList<SweepSpec> specs, Action<ISweepRuntime> watch, int? dashboard)
    {
        if (scope.Settings.Cluster is not null)
            return await RunElsewhereAsync(scope, specs, watch);
        var code = ExitCodes.Done;
        foreach (var (index, spec) in specs.Index())
        {
            var ended = await RunAsync(scope, spec, watch, dashboard);
            if (ended == ExitCodes.Interrupted)
            {
                if (index + 1 < specs.Count && !scope.Settings.Json)
                    scope.Output.WriteLine($"Not started: {string.Join(", ", specs.Skip(index + 1).Select(rest => rest.Name))}.");
                return ended;
            }

            code = Math.Max(code, ended);
        }

        return code;
    }

    // All are submitted first, so that the server runs them even if this process ends.
    private static async Task<int> RunElsewhereAsync(
        CommandScope scope, IReadOnlyList<SweepSpec> specs, Action<ISweepRuntime> watch)
    {
        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        watch(runtime);
        var sweeps = new List<SweepRecord>();
        foreach (var spec in specs)
            sweeps.Add(await SubmitCommand.SubmitAsync(scope, runtime, spec));
        var code = ExitCodes.Done;
        foreach (var sweep in sweeps)
        {
            var ended = await ShowAsync(scope, sweep, runtime);
            if (ended == ExitCodes.Interrupted)
                return ended;
            code = Math.Max(code, ended);
        }

        return code;
    }

    /// <summary>Records a new sweep and shows it until it stops running.</summary>
    /// <param name="watch">Called with the runtime before it is used.</param>
    /// <param name="dashboard">The port of the dashboard; null if there is none.</param>
    internal static async Task<int> RunAsync(CommandScope scope, SweepSpec spec, Action<ISweepRuntime> watch, int? dashboard)
    {
        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        watch(runtime);
        var sweep = await SubmitCommand.SubmitAsync(scope, runtime, spec);
        await using var page = dashboard is { } port ? await RunDashboard.StartAsync(scope, sweep, runtime, port) : null;
        return await ShowAsync(scope, sweep, runtime);
    }

    private static Task<int> ShowAsync(CommandScope scope, SweepRecord sweep, ISweepRuntime runtime) =>
        new ForegroundSweep(scope.Host, scope.Settings, scope.Store, scope.Output, scope.TensorBoard, scope.Notify)
            .RunAsync(sweep, new EndedTrials(sweep.Pass, new SweepProgress(0, [], 0)), runtime, scope.Cancellation);
}
