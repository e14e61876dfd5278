using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep help [COMMAND]</c>: the commands by group, or one command with its options.</summary>
internal static class HelpCommand
{
    public static Command Create(CommandHost host)
    {
        var name = new Argument<string[]>("COMMAND")
        {
            Description = "The command to describe, such as run or keys add. Default: all commands, in groups.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("help", "Describe the commands, or one of them with its options.") { name };
        command.SetAction(async (parsed, cancellation) =>
        {
            var root = (RootCommand)parsed.RootCommandResult.Command;
            var words = parsed.GetValue(name) ?? [];
            if (words.Length == 0)
            {
                foreach (var line in CommandGroups.Lines(root, host.Terminal.Width))
                    parsed.InvocationConfiguration.Output.WriteLine(line);
                return ExitCodes.Done;
            }

            var asked = root.Parse([.. words, "--help"]);
            return UsageErrors.Find(asked) is { } mistake
                ? throw new SweepException(mistake)
                : await asked.InvokeAsync(parsed.InvocationConfiguration, cancellation);
        });
        return command;
    }
}
