using System.Globalization;
using System.Text.RegularExpressions;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>limits</c>.</summary>
internal static partial class LimitsReader
{
    public static readonly string[] Keys = ["wall_time", "trials", "failures", "attempts", "lost_attempts"];

    public const string DurationPattern = "^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$";

    public static LimitsSpec Read(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "limits", Keys, problems) is not { } section)
            return new();
        var wallTime = section.Find("wall_time") is { } time ? ReadDuration(time, section.PathOf("wall_time"), problems) : null;
        var trials = section.Find("trials") is { } count
            ? (long?)ScalarReader.Number(count, section.PathOf("trials"), new(new(1, 1L << 53), Whole: true), problems)
            : null;
        var standard = new LimitsSpec();
        return new(
            wallTime,
            trials,
            section.Whole("failures", 1, int.MaxValue),
            section.Whole("attempts", 1, 100) ?? standard.Attempts,
            section.Whole("lost_attempts", 1, 100) ?? standard.LostAttempts);
    }

    private static TimeSpan? ReadDuration(YamlNode node, string path, ProblemList problems)
    {
        const string allowed = "Write a number with its unit, such as 90s, 30m, 2h or 1h30m.";
        if (ScalarReader.Text(node, path, problems) is not { } text)
            return null;
        var match = Duration().Match(text);
        if (!match.Success)
        {
            problems.Add(node, path,
                $"{node.Describe()} is not a duration.",
                NumberText.Parse(text) is null ? allowed : $"Is it {text}s, {text}m or {text}h? {allowed}");
            return null;
        }

        double[] units = [86_400, 3_600, 60, 1];
        var seconds = units.Select((unit, index) => match.Groups[index + 1].Value is { Length: > 0 } part
            ? unit * double.Parse(part[..^1], CultureInfo.InvariantCulture)
            : 0).Sum();
        if (seconds is >= 1 and <= 365 * 86_400)
            return TimeSpan.FromSeconds(seconds);
        problems.Add(node, path, $"{node.Describe()} is out of range.", "Allowed: 1s to 365d.");
        return null;
    }

    [GeneratedRegex(DurationPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
