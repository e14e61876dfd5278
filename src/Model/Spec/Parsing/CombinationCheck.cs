using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Applies the rules about several settings to everything a spec can run, without visiting its cells: a rule reads a few settings,
/// and only the combinations of these are checked.</summary>
internal sealed class CombinationCheck(ProblemList problems, SpecPlaces places)
{
    /// <summary>Maximum number of combinations that are visited for a rule.</summary>
    private const int MaxCombinations = 200_000;

    // The index of each value in its axis, for axes in which values were looked up.
    private readonly Dictionary<string, Dictionary<SettingValue, int>> _indices = new(StringComparer.Ordinal);

    public void CheckSpace(EquatableArray<SettingAssignment> below, EquatableArray<AxisSpec> axes)
    {
        foreach (var rule in ConfigurationRule.All.Where(rule => !rule.Settings.Any(places.IsDamaged)))
        {
            var (seen, placed, visited) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<(string, SettingValue?)>(), 0);
            foreach (var combination in SpaceCombinations.Enumerate(Strictest(rule, axes), rule.Reads, rule.Notices))
            {
                problems.ThrowIfCancelled();
                if (++visited > MaxCombinations)
                {
                    ReportSize(rule, axes);
                    break;
                }

                if (rule.Check(new(below, combination.Assignments)) is not { } violation)
                    continue;
                var assigned = combination.Assignments.FirstOrDefault(assignment => assignment.Setting == violation.Setting);
                if (!placed.Add((violation.Setting, assigned?.Value)))
                    continue;
                var (position, path) = Place(violation.Setting, assigned, axes);
                if (seen.Add(path))
                    problems.Add(position, path, violation.Message, violation.Remedy);
            }
        }
    }

    /// <param name="path">The path of the explicit configuration, e.g. <c>configurations[2]</c>.</param>
    public void CheckConfiguration(EquatableArray<SettingAssignment> below, EquatableArray<SettingAssignment> above, string path)
    {
        foreach (var rule in ConfigurationRule.All.Where(rule => !rule.Settings.Any(places.IsDamaged)))
        {
            if (rule.Check(new(below, above)) is not { } violation)
                continue;
            var place = places.Find($"{path}.{violation.Setting}", path);
            problems.Add(place.Position, place.Path, violation.Message, violation.Remedy);
        }
    }

    // The axes with one value each where the strictest value decides for the others, so that one number of epochs is checked against one
    // schedule rather than thousands. The values of an axis in a condition decide which cells exist, and are all checked.
    private static EquatableArray<AxisSpec> Strictest(ConfigurationRule rule, EquatableArray<AxisSpec> axes) =>
    [
        .. axes.Select(axis => rule.Strictest.FirstOrDefault(strictest => strictest.Setting == axis.Setting) is { } found
            && !axes.Any(child => child.When?.Setting == axis.Setting)
                ? axis with { Values = [axis.Values.MinBy(found.Order)!] }
                : axis),
    ];

    private void ReportSize(ConfigurationRule rule, EquatableArray<AxisSpec> axes)
    {
        var names = axes.Select(axis => axis.Setting).Where(rule.Reads.Contains).ToArray();
        var (position, path) = places.Find([.. names.Select(name => $"space.{name}"), "space"]);
        problems.Add(position, path, $"The values of {string.Join(", ", names)} have more than {MaxCombinations:N0} combinations, "
            + $"too many to check that they fit together.",
            "Give these axes fewer values.");
    }

    /// <param name="assigned">The assignment; null if it is in the base.</param>
    private (TextPosition Position, string Path) Place(string setting, SettingAssignment? assigned, EquatableArray<AxisSpec> axes)
    {
        if (assigned is null)
            return places.Find($"base.{setting}", $"space.{setting}", "base", "space");
        if (!_indices.TryGetValue(setting, out var indices))
        {
            var values = axes.First(axis => axis.Setting == setting).Values;
            _indices.Add(
                setting,
                indices = values.Select((value, index) => (value, index)).ToDictionary(entry => entry.value, entry => entry.index));
        }

        var index = indices[assigned.Value];
        var axis = places.Find($"space.{setting}");
        var item = places.Find($"space.{setting}#{index}");
        // If no value of the axis fits, the axis itself is wrong; the presence of a setting doesn't depend on its value.
        return setting is SettingNames.Activation or SettingNames.Optimizer or SettingNames.Schedule or SettingNames.Convention
            ? (item.Position, $"space.{setting}[{index}]")
            : axis;
    }
}
