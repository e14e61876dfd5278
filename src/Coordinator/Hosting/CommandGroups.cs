using System.CommandLine;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The groups in which the help lists the commands.</summary>
internal static class CommandGroups
{
    // Files and pipes have lines of any length; prose stays readable in them, too.
    private const int MaxWidth = 110;
    private const string Indent = "  ";

    /// <summary>Title and names of each group, in the order of the help and of docs/cli.md.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<string> Names)> All { get; } =
    [
        ("Write a spec", ["init", "validate", "best", "schema"]),
        ("Run sweeps", ["run", "submit", "resume", "pause", "cancel", "extend", "retry", "edit", "tag", "note", "clone", "notebooks"]),
        (
            "Look at results",
            [
                "ls", "show", "watch", "leaderboard", "compare", "claims", "verify", "report", "export", "predict", "explain", "images",
            ]
        ),
        ("Free space", ["rm", "gc"]),
        ("Data sets and this machine", ["data", "doctor", "migrate"]),
        ("Servers and clusters", ["serve", "cluster", "keys", "health"]),
        ("The command line", ["help", "version", "completion"]),
    ];

    /// <summary>Sorts commands by group.</summary>
    /// <exception cref="ArgumentException">A command is in no group, or a group names a command that does not exist.</exception>
    public static IEnumerable<Command> Sort(IReadOnlyCollection<Command> commands)
    {
        var names = All.SelectMany(group => group.Names).ToList();
        return names.Order(StringComparer.Ordinal).SequenceEqual(commands.Select(command => command.Name).Order(StringComparer.Ordinal))
            ? commands.OrderBy(command => names.IndexOf(command.Name))
            : throw new ArgumentException("The groups do not name every command exactly once.", nameof(commands));
    }

    /// <summary>The help of the whole program: its commands by group and the options of every command, in lines.</summary>
    /// <param name="width">Maximum width in characters.</param>
    public static IEnumerable<string> Lines(RootCommand root, int width)
    {
        width = Math.Min(width, MaxWidth);
        var commands = root.Subcommands.ToDictionary(command => command.Name, StringComparer.Ordinal);
        var column = commands.Values.Max(command => Usage(command).Length);
        foreach (var line in Wrapped.Lines(root.Description ?? "", width))
            yield return line;
        yield return "";
        yield return "Usage: ./sweep COMMAND [OPTION ...]";
        foreach (var (title, names) in All)
        {
            yield return "";
            yield return title;
            foreach (var line in names.SelectMany(name => Rows(Usage(commands[name]), commands[name].Description ?? "", column, width)))
                yield return line;
        }

        var options = root.Options.Where(option => option is { Recursive: true, Hidden: false }).ToList();
        yield return "";
        yield return "Options of every command";
        column = options.Max(option => OptionUsage(option).Length);
        foreach (var line in options.SelectMany(option => Rows(OptionUsage(option), option.Description ?? "", column, width)))
            yield return line;
        yield return "";
        yield return "`./sweep help COMMAND` describes a command, and docs/cli.md all of them.";
    }

    private static string Usage(Command command) => command.Subcommands.Count > 0
        ? $"{command.Name} {string.Join('|', command.Subcommands.Select(child => child.Name))}"
        : command.Name + string.Concat(command.Arguments.Select(Usage));

    private static string Usage(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var repeated = argument.Arity.MaximumNumberOfValues > 1 ? $"{name} ..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{repeated}]" : $" {repeated}";
    }

    // The names that are not written with a slash.
    private static string OptionUsage(Option option) =>
        string.Join(", ", option.Aliases.Prepend(option.Name).Where(name => name is ['-', .., not '?']))
        + (option.HelpName is { } value ? $" {value}" : "");

    private static IEnumerable<string> Rows(string left, string text, int column, int width)
    {
        var room = Math.Max(30, width - column - (2 * Indent.Length));
        return Wrapped.Lines(text, room)
            .Select((line, index) => $"{Indent}{(index == 0 ? left : "").PadRight(column)}{Indent}{line}".TrimEnd());
    }
}
