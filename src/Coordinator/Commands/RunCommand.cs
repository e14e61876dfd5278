using System.CommandLine;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Rendering;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep run FILE</c>: record a new sweep and run it to its end.</summary>
internal static class RunCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "The sweep spec (YAML)." };
        var command = new Command("run", "Run a sweep and show its progress and leaderboard.") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            // What is wrong with the spec is said before anything is opened or loaded.
            var spec = SpecFile.Read(parsed.GetRequiredValue(file));
            var settings = options.Read(parsed);
            await using var store = host.OpenStore(settings);
            await using var runtime = host.OpenRuntime(settings, store);
            var text = await SubmittedSpec.ResolveAsync(spec, store, cancellation);
            runtime.LoadData(spec.Data.Dataset, settings.Data, cancellation);
            var sweep = await runtime.Service.SubmitAsync(new(text, settings.Data), cancellation);
            var session = new SweepSession(host, settings, store, parsed.InvocationConfiguration.Output);
            return await session.RunAsync(sweep, new EndedTrials(sweep.Pass, new SweepProgress(0, [], 0)), runtime, cancellation);
        });
        return command;
    }
}
