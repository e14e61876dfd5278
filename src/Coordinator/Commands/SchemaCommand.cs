using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Spec.Schema;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep schema</c>: the JSON Schema of specs, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of sweep specs, for completion and checks in editors.");
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(SpecSchema.Write());
            return ExitCodes.Done;
        });
        return command;
    }
}
