using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep submit FILE ...</c>: submits sweeps to a server, and does not wait for them.</summary>
internal static class SubmitCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var files = RunCommand.FilesArgument();
        var dry = RunCommand.DryRunOption();
        var changes = new SpecOptions();
        var command = new Command("submit", "Submit sweeps to the server of --cluster, and return without waiting for them.")
        {
            files, dry,
        };
        changes.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (paths, overrides) = (parsed.GetRequiredValue(files), changes.Read(parsed));
            var settings = options.Read(parsed);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(dry))
                return RunCommand.PrintPlans(host, settings, paths, overrides, output, cancellation);
            var specs = RunCommand.ReadSpecs(paths, overrides);
            await using var store = host.OpenStore(settings);
            var scope = new CommandScope(host, settings, store, output, cancellation);
            await using var runtime = host.OpenRuntime(settings, store);
            if (!runtime.RunsElsewhere)
                throw new SweepException(
                    "submit needs a server that runs the sweeps. Give --cluster URL, or run them here with ./sweep run.");
            foreach (var spec in specs)
                Print(scope, await SubmitAsync(scope, runtime, spec));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Records a new sweep, which the runtime then runs.</summary>
    internal static async Task<SweepRecord> SubmitAsync(CommandScope scope, ISweepRuntime runtime, SweepSpec spec)
    {
        var text = await SubmittedSpec.ResolveAsync(spec, scope.Store, scope.Cancellation);
        // A server has data sets of its own, and checks the spec against them.
        if (!runtime.RunsElsewhere)
            SpecDataCheck.Require(spec, scope.Settings.Data);
        var data = runtime.LoadData(spec.Data.Dataset, scope.Settings.Data, null, scope.Cancellation);
        return await runtime.Service.SubmitAsync(new(text, scope.Settings.Data) { Data = data }, scope.Cancellation);
    }

    private static void Print(CommandScope scope, SweepRecord sweep)
    {
        if (scope.Settings.Json)
            scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Sweep(json, sweep)));
        else if (scope.Settings.Quiet)
            scope.Output.WriteLine(sweep.Id);
        else
            scope.Output.WriteLine($"{sweep.Id} is submitted. Watch it with: ./sweep watch {sweep.Id}{scope.Settings.ClusterOption}");
    }
}
