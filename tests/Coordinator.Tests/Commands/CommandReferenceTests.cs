using System.CommandLine;
using System.Text;
using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Text;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Holds <c>docs/cli.md</c> and the commands together. A page that differs is written anew to
/// <c>artifacts/cli.md</c>, to be copied.</summary>
public sealed class CommandReferenceTests
{
    private const string Introduction = """
        # Commands

        Made from the program itself, and held to it by a test. [command-line.md](command-line.md) says what holds for every command: exit codes, signals, output and the home folder.

        An ID is one that `./sweep ls` lists, a name for its newest sweep, or `latest`, which is also what `[ID]` means when it is left out. `./sweep COMMAND --help` prints what is below.
        Beside these commands the launcher `./sweep` has five of its own: `test` ([testing.md](testing.md)), `bench`, `sbom` ([security.md](security.md)) and `torch cpu|cuda`, which fetches libtorch
        for `--trainer torch:DEVICE`; and `silo`, which starts one silo of a cluster ([cluster.md](cluster.md)).

        """;

    [Fact]
    public void Page_IsTheCommandTree()
    {
        var expected = Render(Root());

        var path = RepositoryFolder.Combine("docs", "cli.md");
        var actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual != expected)
        {
            var anew = RepositoryFolder.Combine("artifacts", "cli.md");
            Directory.CreateDirectory(Path.GetDirectoryName(anew)!);
            File.WriteAllText(anew, expected);
        }

        actual.ShouldBe(expected, "the page differs from the program: cp artifacts/cli.md docs/cli.md");
    }

    [Fact]
    public void Commands_AllOfThem_DescribeThemselvesAndTheirOptions()
    {
        foreach (var command in All(Root()))
        {
            command.Description.ShouldNotBeNullOrWhiteSpace(command.Name);
            foreach (var option in command.Options.Where(option => !option.Hidden))
                option.Description.ShouldNotBeNullOrWhiteSpace($"{command.Name} {option.Name}");
            foreach (var argument in command.Arguments)
                argument.Description.ShouldNotBeNullOrWhiteSpace($"{command.Name} {argument.Name}");
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static string Render(RootCommand root)
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var command in root.Subcommands)
            Append(page, command, "./sweep");
        page.Append("\n## Options of every command\n\n");
        Table(page, root.Options.Where(option => option.Recursive).Select(Row));
        return page.ToString();
    }

    private static void Append(StringBuilder page, Command command, string parents)
    {
        var name = $"{parents} {command.Name}";
        page.Append($"\n## {name["./sweep ".Length..]}\n\n{Text(command.Description)}\n");
        if (command.Subcommands.Count == 0)
            page.Append(
                $"\n    {name}{string.Concat(command.Arguments.Select(Usage))}{(command.Options.Count > 0 ? " [OPTION ...]" : "")}\n");
        var rows = command.Arguments.Select(argument => (Name: $"`{argument.HelpName ?? argument.Name}`", Text: Text(argument.Description)))
            .Concat(command.Options.Where(option => !option.Hidden).Select(Row)).ToList();
        if (rows.Count > 0)
        {
            page.Append('\n');
            Table(page, rows);
        }

        foreach (var child in command.Subcommands)
            Append(page, child, name);
    }

    private static string Usage(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var repeated = argument.Arity.MaximumNumberOfValues > 1 ? $"{name} ..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{repeated}]" : $" {repeated}";
    }

    private static (string Name, string Text) Row(Option option)
    {
        var names = string.Join(
            ", ", option.Aliases.Prepend(option.Name).Select(name => $"`{name}{(option.HelpName is { } value ? $" {value}" : "")}`"));
        return (names, Text(option.Description));
    }

    private static void Table(StringBuilder page, IEnumerable<(string Name, string Text)> rows)
    {
        page.Append("| | |\n|---|---|\n");
        foreach (var (name, text) in rows)
            page.Append($"| {name.Replace("|", "\\|", StringComparison.Ordinal)} | {text} |\n");
    }

    private static string Text(string? description) =>
        (description ?? "").ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    private static RootCommand Root() => SweepRoot.Create(
        new()
        {
            Time = TimeProvider.System,
            Terminal = Terminal.None,
            OpenStore = _ => throw new NotSupportedException(),
            OpenRuntime = (_, _) => throw new NotSupportedException(),
            Listen = () => throw new NotSupportedException(),
        },
        new());
}
