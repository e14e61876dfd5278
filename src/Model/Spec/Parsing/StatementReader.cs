using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads the statement of a claim: a comparison such as <c>adam > adagrad > adadelta</c> or <c>adam = sgd within 0.002</c>, the
/// course along an axis, such as <c>width: increasing, diminishing</c> or <c>depth: no gain beyond 3 within 0.002</c>, or a comparison of
/// the figure with a constant, such as <c>test_accuracy > 0.97</c>.</summary>
internal sealed partial class StatementReader(YamlNode node, string path, ConfigurationsReader runs, ProblemList problems)
{
    private const string Forms =
        "Write a comparison, \"adam > adagrad\", \"width=300 > width=50\" or \"adam = sgd within 0.002\", what happens along an axis, "
        + "\"width: increasing, diminishing\", \"width: each step increases\" or \"depth: no gain beyond 3 within 0.002\", "
        + "or compare the figure with a number, "
        + "\"test_accuracy > 0.97\".";

    private const int MaxSides = 100;
    private const int MaxEpoch = 1_000_000;

    private static readonly string[] Courses = ["increasing", "decreasing", "diminishing"];

    /// <summary>Reads a statement; empty, with a problem, if it is not valid.</summary>
    public EquatableArray<ClaimHypothesis> Read(string that)
    {
        if (Along().Match(that) is { Success: true } along)
            return ReadAlong(along.Groups["setting"].Value, along.Groups["course"].Value);
        if (Constant().Match(that) is { Success: true } constant && ClaimMetric.Find(constant.Groups["figure"].Value) is not null)
            return ReadConstant(that.Trim(), constant);
        if (!that.Contains('<', StringComparison.Ordinal) && !that.Contains('>', StringComparison.Ordinal) && Equal().IsMatch(that))
            return ReadEquivalence(that);
        var operators = Operators().Matches(that).Select(match => match.Value).Distinct().ToArray();
        if (operators.Length == 1)
            return ReadComparison(that, operators[0][0]);
        return Refuse(operators.Length == 0 ? $"'{that}' says nothing that can be tested." : $"'{that}' mixes > and <.", Forms);
    }

    /// <summary>The name of the figure that the statement compares with a constant; null if it makes another statement.</summary>
    public static string? FindFigure(string that) =>
        Constant().Match(that) is { Success: true } constant && ClaimMetric.Find(constant.Groups["figure"].Value) is { } figure
            ? figure.Name
            : null;

    private EquatableArray<ClaimHypothesis> ReadConstant(string that, Match constant)
    {
        var sign = constant.Groups["sign"].Value;
        var text = constant.Groups["value"].Value;
        if (NumberText.Parse(text) is not { } value)
            return Refuse($"'{text}' is not a number.", $"Write a number, such as {constant.Groups["figure"].Value} {sign} 0.97.");
        if (sign != "=")
        {
            return constant.Groups["margin"].Success
                ? Refuse($"'{that}' has a margin, which only = takes.", "Remove 'within', or write = in place of the sign.")
                : [new ClaimHypothesis.Bound(that, value, sign == ">")];
        }

        return ReadMargin(that, constant) is { } margin ? [new ClaimHypothesis.Proximity(that, value, margin)] : [];
    }

    private EquatableArray<ClaimHypothesis> ReadEquivalence(string that)
    {
        var within = Within().Match(that);
        if (ReadMargin(that, within) is not { } margin)
            return [];
        var texts = Equal().Split(within.Success ? that[..within.Index] : that).Select(text => text.Trim()).ToArray();
        return ReadPairs(texts, "=", (text, left, right) => new ClaimHypothesis.Equivalence(
            $"{text} {within.Value.Trim()}", left, right, margin));
    }

    // That two figures are exactly the same can't be shown by any number of seeds.
    private double? ReadMargin(string that, Match match)
    {
        var written = match.Groups["margin"];
        if (!written.Success)
        {
            Refuse($"'{that}' doesn't say how far the figures may differ.", "Write a margin, such as: within 0.002.");
            return null;
        }

        if (NumberText.Parse(written.Value) is { } margin and > 0 && double.IsFinite(margin))
            return margin;
        Refuse($"'{written.Value}' is not a valid margin.", "Write by how much the figures may differ, a number above 0 such as 0.002.");
        return null;
    }

    private EquatableArray<ClaimHypothesis> ReadComparison(string that, char sign)
    {
        var texts = that.Split(sign).Select(text => text.Trim()).ToArray();
        return ReadPairs(texts, sign.ToString(), (text, left, right) => sign == '>'
            ? new ClaimHypothesis.Comparison(text, left, right)
            : new ClaimHypothesis.Comparison(text, right, left));
    }

    // A chain is a statement for each pair of neighbours.
    private EquatableArray<ClaimHypothesis> ReadPairs(
        string[] texts, string sign, Func<string, ClaimSide, ClaimSide, ClaimHypothesis> create)
    {
        if (texts.Length > MaxSides)
            return Refuse($"The claim compares {texts.Length:N0} values.", $"The maximum is {MaxSides}.");
        var sides = texts.Select(ReadSide).ToArray();
        if (sides.Contains(null))
            return [];
        var hypotheses = new List<ClaimHypothesis>();
        for (var i = 0; i + 1 < sides.Length; i++)
        {
            var text = $"{texts[i]} {sign} {texts[i + 1]}";
            if (sides[i] == sides[i + 1])
                return Refuse($"'{text}' compares configurations with themselves.", "Name two different values.");
            hypotheses.Add(create(text, sides[i]!, sides[i + 1]!));
        }

        return hypotheses.ToEquatableArray();
    }

    // A value alone (adam) stands for the one setting with that value; otherwise setting=value, several with commas between them. An epoch
    // and another sweep may follow.
    private ClaimSide? ReadSide(string text)
    {
        if (text.Length == 0)
        {
            Refuse("A side of the comparison is empty.", Forms);
            return null;
        }

        var side = Side().Match(text);
        var (settings, sweep) = (side.Groups["settings"].Value.Trim(), side.Groups["sweep"].Value);
        int? epoch = null;
        if (side.Groups["epoch"] is { Success: true, Value: var number })
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed is < 1 or > MaxEpoch)
            {
                Refuse($"'{number}' is not a valid epoch.", $"Write a whole number from 1 to {MaxEpoch:N0}.");
                return null;
            }

            epoch = parsed;
        }

        if (settings.Length == 0)
            return new([], epoch, sweep);
        var parts = BetweenAssignments().Split(settings).Select(part => part.Trim()).ToArray();
        var assignments = parts.Select(part => ReadPart(part, sweep)).ToArray();
        return assignments.Contains(null) ? null : new(assignments.ToEquatableArray()!, epoch, sweep);
    }

    // The values of another sweep are known only when the claim is decided.
    private SettingAssignment? ReadPart(string part, string sweep)
    {
        problems.ThrowIfCancelled();
        if (Assignment().Match(part) is { Success: true } written)
        {
            if (FindSetting(written.Groups["setting"].Value) is not { } setting
                || ReadValue(setting, written.Groups["value"].Value) is not { } value)
                return null;
            var assignment = new SettingAssignment(setting.Name, value);
            if (sweep.Length > 0 || runs.Occurs(assignment))
                return assignment;
            Refuse($"No configuration of this sweep has {assignment}.", "Name a value that base, space or configurations give it.");
            return null;
        }

        if (sweep.Length > 0)
        {
            Refuse($"'{part}' is a value of another sweep.", $"Write setting=value of {sweep}.");
            return null;
        }

        var varying = runs.FindVarying(part).ToArray();
        if (varying.Length == 1)
            return varying[0];
        if (varying.Length == 0)
        {
            var known = runs.Varying().Select(own => own.ToString()).Distinct().Take(12);
            if (!runs.IsIncomplete)
                Refuse(
                    $"'{part}' is not a value that varies in this sweep.", $"Write setting=value. There are {string.Join(", ", known)}.");
        }
        else
        {
            Refuse($"'{part}' may be {string.Join(" or ", varying.Select(own => own.ToString()))}.", "Write which: setting=value.");
        }

        return null;
    }

    private EquatableArray<ClaimHypothesis> ReadAlong(string settingText, string course)
    {
        if (FindSetting(settingText) is not { } setting)
            return [];
        var values = runs.ValuesOf(setting.Name).OfType<SettingValue.Number>().Distinct().ToArray();
        if (values.Length < 2 && !runs.IsIncomplete)
            return Refuse(
                $"'{setting.Name}' doesn't vary over numbers in this sweep.",
                "Give the space a list of numbers for it, or compare two values with >.");
        if (EachStep().Match(course) is { Success: true } steps)
            return ReadSteps(setting, values, steps.Groups["course"].Value == "increases");
        if (NoGain().Match(course) is { Success: true } noGain)
            return ReadNoGain(setting, noGain, values);
        var words = course.Split(',').Select(word => word.Trim()).ToArray();
        if (words.FirstOrDefault(word => !Courses.Contains(word)) is { } unknown)
        {
            return Refuse($"'{unknown}' is not a course that can be tested.",
                $"{NearestName.Question(unknown, Courses)}Known: increasing, decreasing, diminishing, each step increases, "
                + "each step decreases, no gain beyond X within Y.");
        }

        var rises = words.Contains("increasing");
        if (rises == words.Contains("decreasing"))
            return Refuse($"'{course}' doesn't say in which direction.", "Write increasing or decreasing; diminishing may follow it.");
        if (words.Contains("diminishing") && values.Length < 3 && !runs.IsIncomplete)
            return Refuse(
                $"'{setting.Name}' has {values.Length} values; that a gain diminishes shows over three or more.",
                "Add values to the space, or remove 'diminishing'.");
        return words.Distinct().Select(word => (ClaimHypothesis)(word == "diminishing"
            ? new ClaimHypothesis.Diminishing($"{setting.Name}: diminishing", setting.Name, rises)
            : new ClaimHypothesis.Trend($"{setting.Name}: {word}", setting.Name, rises))).ToEquatableArray();
    }

    // A statement for each pair of neighbours, as of a chain.
    private EquatableArray<ClaimHypothesis> ReadSteps(SettingDescriptor setting, SettingValue.Number[] values, bool rises)
    {
        if (values.Length > MaxSides)
            return Refuse($"'{setting.Name}' has {values.Length:N0} values.", $"The maximum is {MaxSides}.");
        ClaimSide[] sides = [.. values.OrderBy(value => value.Value).Select(value => new ClaimSide([new(setting.Name, value)]))];
        return sides.Zip(sides.Skip(1), (before, after) =>
        {
            var text = $"{after.Settings[0]} {(rises ? '>' : '<')} {before.Settings[0]}";
            return (ClaimHypothesis)(rises
                ? new ClaimHypothesis.Comparison(text, after, before)
                : new ClaimHypothesis.Comparison(text, before, after));
        }).ToEquatableArray();
    }

    private EquatableArray<ClaimHypothesis> ReadNoGain(SettingDescriptor setting, Match noGain, SettingValue.Number[] values)
    {
        if (ReadValue(setting, noGain.Groups["beyond"].Value) is not SettingValue.Number beyond)
            return [];
        var margin = noGain.Groups["margin"] is { Success: true, Value: var text } ? NumberText.Parse(text) : 0;
        if (margin is null or < 0)
            return Refuse(
                $"'{noGain.Groups["margin"].Value}' is not a valid margin.",
                "Write how much better would count as a gain, a number such as 0.002.");
        if (!runs.IsIncomplete && (!values.Contains(beyond) || values.All(value => value.Value <= beyond.Value)))
        {
            return Refuse($"'{setting.Name}' has {(values.Contains(beyond) ? "nothing beyond" : "no value")} {beyond}.",
                $"Its values are {ShortText.List([.. values.Select(value => value.ToString())])}.");
        }

        return [new ClaimHypothesis.NoGain($"{setting.Name}: {noGain.Value.Trim()}", setting.Name, beyond.Value, margin.Value)];
    }

    private SettingDescriptor? FindSetting(string name)
    {
        if (SettingCatalog.Find(name) is { } setting)
            return setting;
        Refuse($"There is no setting '{name}'.", $"{NearestName.Question(name, SettingCatalog.Names)}docs/spec.md lists the settings.");
        return null;
    }

    private SettingValue? ReadValue(SettingDescriptor setting, string text)
    {
        var inner = new ProblemList();
        var value = YamlTree.Read($"{setting.Name}: {text}", inner)?.Find(setting.Name) is { } entry
            ? SettingReader.Read(setting, entry.Value, path, inner)
            : null;
        if (inner.Count > 0)
            Refuse($"{setting.Name}={text}: {inner.Sorted()[0].Message}", inner.Sorted()[0].Remedy);
        return inner.Count > 0 ? null : value;
    }

    private EquatableArray<ClaimHypothesis> Refuse(string message, string remedy)
    {
        problems.Add(node, path, message, remedy);
        return [];
    }

    [GeneratedRegex(@"^\s*(?<setting>[a-z0-9_]+)\s*:\s*(?<course>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Along();

    [GeneratedRegex(
        @"^\s*(?<figure>[a-z_]+)\s*(?<sign>[<>=])\s*(?<value>[^\s<>=]+)(\s+within\s+(?<margin>[^\s]+))?\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Constant();

    // With spaces around it, other than the sign of an assignment.
    [GeneratedRegex(@"\s=\s", RegexOptions.CultureInvariant)]
    private static partial Regex Equal();

    [GeneratedRegex(@"\swithin\s+(?<margin>[^\s]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Within();

    [GeneratedRegex("[<>]", RegexOptions.CultureInvariant)]
    private static partial Regex Operators();

    [GeneratedRegex(
        @"^(?<settings>.*?)(\s*\b(at\s+)?epoch\s+(?<epoch>\S+))?(\s+of\s+(?<sweep>[a-z0-9]+(-[a-z0-9]+)*))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Side();

    [GeneratedRegex(@"^\s*each\s+step\s+(?<course>increases|decreases)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex EachStep();

    // Commas inside a list belong to it.
    [GeneratedRegex(@",(?=\s*[a-z0-9_]+\s*=)", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenAssignments();

    [GeneratedRegex(@"^(?<setting>[A-Za-z0-9_]+)\s*=\s*(?<value>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^\s*no gain beyond\s+(?<beyond>[^\s]+)(\s+within\s+(?<margin>[^\s]+))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NoGain();
}
