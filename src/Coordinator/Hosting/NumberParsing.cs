using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Parses the whole numbers of options, with messages that name no type of .NET.</summary>
internal static class NumberParsing
{
    /// <summary>Sets the parser of every option of a command and of its subcommands.</summary>
    public static void Apply(Command command)
    {
        foreach (var option in command.Options)
            Apply(option);
        foreach (var subcommand in command.Subcommands)
            Apply(subcommand);
    }

    private static void Apply(Option option)
    {
        switch (option)
        {
            case Option<int> number:
                number.CustomParser = Read<int>;
                break;
            case Option<int?> number:
                number.CustomParser = result => Read<int>(result);
                break;
            case Option<long> number:
                number.CustomParser = Read<long>;
                break;
            case Option<long?> number:
                number.CustomParser = result => Read<long>(result);
                break;
        }
    }

    private static T Read<T>(ArgumentResult result)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (result.Tokens.Count == 0)
            return default;
        var text = result.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            return number;
        var name = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError(BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            ? string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is out of range. Give a whole number up to {T.MaxValue:N0}.")
            : $"{name}: '{text}' is not a whole number. Write it in digits, such as 4.");
        return default;
    }
}
