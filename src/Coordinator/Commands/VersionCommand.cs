using System.CommandLine;
using System.Runtime.InteropServices;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep version</c>: the versions of the program and of .NET.</summary>
internal static class VersionCommand
{
    public static Command Create(GlobalOptions options)
    {
        var command = new Command("version", "Print the versions of the program and of .NET.");
        command.SetAction(parsed =>
        {
            var version = typeof(VersionCommand).Assembly.GetName().Version?.ToString(3) ?? "";
            parsed.InvocationConfiguration.Output.WriteLine(options.WantsJson(parsed)
                ? JsonLine.Object(json =>
                {
                    json.WriteString("version", version);
                    json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
                })
                : $"sweep {version} ({RuntimeInformation.FrameworkDescription})");
            return ExitCodes.Done;
        });
        return command;
    }
}
