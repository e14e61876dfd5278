using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Describes the mistake of a command line in one line.</summary>
internal static class UsageErrors
{
    // Of a word that is repeated in a message.
    private const int MaxLength = 60;

    /// <summary>What is wrong with a command line, and what would be right; null if nothing is wrong.</summary>
    public static string? Find(ParseResult parsed)
    {
        // Completion asks about a line that is not finished.
        if (parsed.Tokens.Any(token => token.Type == TokenType.Directive))
            return null;
        if (parsed.UnmatchedTokens is [var first, ..])
            return IsOption(first) ? UnknownOption(parsed, first) : UnknownWord(parsed, first);
        if (OptionTakenForAValue(parsed) is { } option)
            return UnknownOption(parsed, option);
        return parsed.Action is not HelpAction && parsed.Errors is [var error, ..] ? Describe(parsed, error) : null;
    }

    private static bool IsOption(string word) => word is ['-', _, ..];

    // The parser takes a word with dashes that it doesn't know for the value of an argument. After -- everything is a value.
    private static string? OptionTakenForAValue(ParseResult parsed)
    {
        if (parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash))
            return null;
        return parsed.CommandResult.Children.SelectMany(result => result switch
        {
            ArgumentResult argument => argument.Tokens.Where(token => IsOption(token.Value)),
            OptionResult option => option.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)),
            _ => [],
        }).FirstOrDefault()?.Value;
    }

    private static string UnknownOption(ParseResult parsed, string word)
    {
        var written = word.Split('=', 2)[0];
        var command = parsed.CommandResult.Command;
        var names = command.Options.Concat(Recursive(parsed.CommandResult)).Where(option => !option.Hidden)
            .SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var place = parsed.CommandResult.Parent is null ? "./sweep" : Place(parsed.CommandResult);
        return $"{Quote(written)} is not an option of {place}. {WordSuggestions.Question(WordSuggestions.Option(written, names))}"
            + $"{Help(parsed.CommandResult)} lists its options.";
    }

    private static string UnknownWord(ParseResult parsed, string word)
    {
        var result = parsed.CommandResult;
        if (result.Command.Subcommands is { Count: > 0 } commands)
        {
            var suggestions = WordSuggestions.Command(word, [.. commands.Select(command => command.Name)]);
            var of = result.Parent is null ? "" : $" of {Place(result)}";
            return $"{Quote(word)} is not a command{of}. {WordSuggestions.Question(suggestions)}{Help(result)} lists the commands.";
        }

        var takes = result.Command.Arguments is { Count: > 0 } arguments
            ? string.Join(" ", arguments.Select(argument => argument.HelpName ?? argument.Name))
            : "no argument";
        return $"{Quote(word)} is one argument too many: {Place(result)} takes {takes}. {Help(result)} describes it.";
    }

    private static string Describe(ParseResult parsed, ParseError error)
    {
        var result = parsed.CommandResult;
        if (result.Parent is null)
            return "Give a command, such as `./sweep run sweeps/quickstart.yaml`. `./sweep help` lists the commands.";
        if (result.Command is { Subcommands: { Count: > 0 } commands, Action: null })
            return $"{Place(result)} needs a command: {string.Join(", ", commands.Select(command => command.Name))}. "
                + $"{Help(result)} describes them.";
        if (error.SymbolResult is OptionResult { Tokens.Count: 0, Option: { HelpName: { } value } option }
            && option.Arity.MinimumNumberOfValues > 0)
            return $"{option.Name}: its {value} is missing. {Help(result)} describes the option.";
        var missing = result.Command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });
        if (missing is not null)
            return $"{Place(result)}: {missing.HelpName ?? missing.Name} is missing. {Help(result)} describes it.";
        return OneLine(error.Message);
    }

    // The parser lists allowed values in lines of their own.
    private static string OneLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return TerminalText.Line(lines.Length < 2 ? message.Trim() : $"{lines[0]} {string.Join(", ", lines[1..])}.");
    }

    private static IEnumerable<Option> Recursive(CommandResult result)
    {
        for (var above = result.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            foreach (var option in above.Command.Options.Where(option => option.Recursive))
                yield return option;
        }
    }

    // The command as a user writes it: keys add.
    private static string Place(CommandResult result) => result.Parent is CommandResult { Parent: not null } above
        ? $"{Place(above)} {result.Command.Name}"
        : result.Command.Name;

    private static string Help(CommandResult result) => result.Parent is null ? "`./sweep help`" : $"`./sweep help {Place(result)}`";

    private static string Quote(string word) => $"'{TextTable.Cut(TerminalText.Line(word), MaxLength)}'";
}
