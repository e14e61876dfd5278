using SweepCluster.Model;

namespace SweepCluster.Silo.Configuration;

/// <summary>The command line of a silo, checked before anything else: a configuration takes any name, and would ignore a mistyped
/// one.</summary>
internal static class SiloArguments
{
    /// <summary>The option that names a configuration file.</summary>
    public const string Config = "config";

    private static readonly string[] Help = ["--help", "-h", "-?", "/?", "help"];

    /// <summary>Whether the user asks for help.</summary>
    /// <exception cref="SweepException">There is no such option or setting, or its value is missing.</exception>
    public static bool AskForHelp(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(argument => Help.Contains(argument)))
            return true;
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var isOption = argument.StartsWith("--", StringComparison.Ordinal);
            var parts = (isOption ? argument[2..] : argument).Split('=', 2);
            if (!IsKnown(parts[0]) || (!isOption && parts.Length == 1))
                throw new SweepException($"{parts[0]}: it is not an option or a setting of a silo. `./sweep silo --help` lists them.");
            if (parts.Length == 1 && ++index == arguments.Count)
                throw new SweepException($"--{parts[0]}: the value is missing. Give for example --{parts[0]} VALUE.");
        }

        return false;
    }

    private static bool IsKnown(string name)
    {
        // Names of settings are taken in any case of letters, as in a configuration file.
        if (name.Equals(Config, StringComparison.OrdinalIgnoreCase) || name.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase))
            return true;
        var prefix = $"{SiloOptions.Section}:";
        return name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && SiloHelp.Settings.Any(setting => setting.Name.Equals(name[prefix.Length..], StringComparison.OrdinalIgnoreCase));
    }
}
