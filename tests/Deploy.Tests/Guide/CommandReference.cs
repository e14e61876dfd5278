using System.Text.RegularExpressions;

namespace SweepCluster.Deploy.Tests.Guide;

/// <summary>The verbs of <c>sweep</c> with their options, read from <c>docs/cli.md</c>, which a test of the program holds to it.</summary>
internal static partial class CommandReference
{
    private const string Common = "Options of every command";

    /// <summary>Verbs of the launcher, which are not the program's: their arguments are not looked up.</summary>
    private static readonly string[] Launched = ["test", "bench", "sbom", "torch", "silo"];

    private static readonly Dictionary<string, HashSet<string>> Verbs = Section().Split(Sources.Read("docs", "cli.md")).Skip(1)
        .Chunk(2)
        .ToDictionary(section => section[0], section => ReadOptions(section[1]));

    /// <summary>Checks the arguments of <c>sweep</c>: the verb, its subcommand, and every option.</summary>
    /// <param name="place">Where the command is from, for the message.</param>
    public static void ShouldTake(ShellCommand command, string place)
    {
        var arguments = command.Words.Skip(1).ToArray();
        arguments.ShouldNotBeEmpty($"{place}: there is no verb");
        if (Launched.Contains(arguments[0]))
            return;
        Verbs.Keys.ShouldContain(arguments[0], $"{place}: there is no verb {arguments[0]}");
        var verb = arguments.Length > 1 && Verbs.ContainsKey($"{arguments[0]} {arguments[1]}")
            ? $"{arguments[0]} {arguments[1]}"
            : arguments[0];
        Verbs.Keys.ShouldNotContain(name => name.StartsWith($"{verb} ", StringComparison.Ordinal), $"{place}: {verb} needs a subcommand");
        var known = Verbs[verb].Concat(Verbs[Common]).ToHashSet();
        foreach (var option in command.Options)
            known.ShouldContain(option, $"{place}: {verb} has no option {option}");
    }

    // The first column of a verb's table.
    private static HashSet<string> ReadOptions(string section) =>
    [
        .. section.ReplaceLineEndings("\n").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Option().Matches(line.Split(" | ")[0]))
            .Select(match => match.Value),
    ];

    [GeneratedRegex(@"^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"(?<=`)--?[a-z][a-z-]*")]
    private static partial Regex Option();
}
