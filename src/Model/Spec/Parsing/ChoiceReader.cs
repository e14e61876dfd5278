using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>compare: {each: optimizer, at: best lr}</c> of a claim.</summary>
internal static class ChoiceReader
{
    public const string Key = "compare";

    public static readonly string[] Keys = ["each", "at"];

    private const string Best = "best ";
    private const string Example = "Write compare: {each: optimizer, at: best lr}.";

    /// <summary>The choice of a claim; null without one, and with a problem if it is not valid.</summary>
    /// <param name="objective">Its metric chooses if it is one of validation.</param>
    /// <param name="figure">What the claim compares; without such an objective, the validation loss chooses for a loss.</param>
    /// <param name="hypotheses">The claim's statements, whose sides name the values that are compared.</param>
    public static ClaimChoice? Read(
        Section claim, ObjectiveSpec objective, ClaimMetric figure, bool hasSplit, ConfigurationsReader runs,
        EquatableArray<ClaimHypothesis> hypotheses)
    {
        if (claim.Find(Key) is not { } node || Section.Open(node, claim.PathOf(Key), Keys, claim.Problems) is not { } section
            || ReadSetting(section, "each", "", runs) is not { } each || ReadSetting(section, "at", Best, runs) is not { } at)
            return null;
        var problem = each == at ? ("Both are the same setting.", Example)
            : !hasSplit ? ($"The best {at} is chosen by validation images, and the spec holds none out.", "Add split: {last: 10000}.")
            : FindProblem(each, at, hypotheses);
        if (problem is var (message, remedy) && message.Length > 0)
        {
            claim.Problems.Add(node, claim.PathOf(Key), message, remedy);
            return null;
        }

        return new(each, at, objective.Metric.IsValidation() ? objective.Metric
            : figure.Metric is { } metric && metric.IsLoss() ? Metric.ValidationLoss : Metric.ValidationAccuracy);
    }

    private static (string Message, string Remedy) FindProblem(string each, string at, EquatableArray<ClaimHypothesis> hypotheses)
    {
        var sides = hypotheses.SelectMany(hypothesis => hypothesis.Sides).ToArray();
        if (hypotheses.Any(hypothesis => hypothesis.Sides.Count == 0))
            return ("Only comparisons of two sides can be made at the best.", $"Compare two values of {each}.");
        if (sides.Any(side => side.Sweep.Length > 0))
            return ("The best of another sweep can't be chosen here.", "Remove compare:, or name no other sweep.");
        if (sides.Any(side => side.Settings.All(assignment => assignment.Setting != each)))
            return ($"A side of the statement names no {each}.", $"Compare two values of {each}.");
        return sides.Any(side => side.Settings.Any(assignment => assignment.Setting == at))
            ? ($"A side of the statement names its {at}, which is chosen.", $"Remove {at} from the statement.")
            : ("", "");
    }

    private static string? ReadSetting(Section section, string key, string prefix, ConfigurationsReader runs)
    {
        if (section.Require(key, Example) is not { } node || ScalarReader.Text(node, section.PathOf(key), section.Problems) is not { } text)
            return null;
        var name = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..].Trim() : null;
        if (name is null)
            return Refuse($"'{text}' doesn't say what the best is of.", Example);
        if (SettingCatalog.Find(name) is null)
        {
            return Refuse($"There is no setting '{name}'.",
                $"{NearestName.Question(name, SettingCatalog.Names)}docs/spec.md lists the settings.");
        }

        return runs.IsIncomplete || runs.ValuesOf(name).Any()
            ? name
            : Refuse($"'{name}' doesn't vary in this sweep.", "Name a setting of space: or configurations:.");

        string? Refuse(string message, string remedy)
        {
            section.Problems.Add(node, section.PathOf(key), message, remedy);
            return null;
        }
    }
}
