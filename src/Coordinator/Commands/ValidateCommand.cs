using System.CommandLine;
using SweepCluster.Coordinator.Estimates;
using SweepCluster.Coordinator.Hosting;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep validate FILE</c>: every problem of a spec, or the plan that it expands to.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var file = new Argument<string>("FILE") { Description = "The sweep spec (YAML)." };
        var changes = new SpecOptions();
        var command = new Command(
            "validate", "Check a spec: print everything wrong with it, or the plan it expands to with its duration on this machine.")
        {
            file,
        };
        changes.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(PlanPage.Print(
            host, options.Read(parsed), parsed.GetRequiredValue(file), changes.Read(parsed), parsed.InvocationConfiguration.Output,
            cancellation)));
        return command;
    }
}
