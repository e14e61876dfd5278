using System.CommandLine;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The options of commands that delete, and the question before they do.</summary>
internal sealed class Deletion
{
    private readonly Option<bool> _dry = new("--dry-run") { Description = "Delete nothing, and print what would be deleted." };

    private readonly Option<bool> _sure = new("--yes")
    {
        Description = "Delete without asking. Where there is no terminal to ask at, nothing is deleted without this option.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_dry);
        command.Options.Add(_sure);
    }

    /// <summary>Refuses a command whose files are on another machine.</summary>
    /// <exception cref="SweepException">The sweeps are those of a server.</exception>
    public static void RequireLocal(CommandScope scope, string command)
    {
        if (scope.Settings.Cluster is { } cluster)
        {
            throw new SweepException(
                $"{command} deletes files, and the files of {cluster} are on its machine. Run it there, without --cluster.");
        }
    }

    /// <summary>Whether to delete: asks at a terminal, and otherwise prints what would be deleted unless the user is sure.</summary>
    /// <param name="what">What is deleted, with its size.</param>
    public bool IsWanted(CommandScope scope, ParseResult parsed, string what)
    {
        if (parsed.GetValue(_dry))
        {
            scope.Output.WriteLine($"This would delete {what}.");
            return false;
        }

        if (parsed.GetValue(_sure))
            return true;
        if (scope.Host.Confirm is { } confirm)
        {
            if (confirm($"Delete {what}?"))
                return true;
            scope.Output.WriteLine("Nothing was deleted.");
            return false;
        }

        scope.Output.WriteLine($"This would delete {what}. To delete it, add --yes.");
        return false;
    }
}
