namespace SweepCluster.Contracts.Spec.Reading;

/// <summary>Applies the rules that tie settings together to everything a spec can run, without visiting its cells: a rule reads a
/// few settings, and only the combinations of these are looked at.</summary>
internal sealed class CombinationCheck(ProblemList problems, SpecPlaces places)
{
    /// <summary>Maximum number of combinations that are visited for a rule.</summary>
    private const int MaxCombinations = 200_000;

    public void CheckSpace(EquatableArray<SettingAssignment> below, EquatableArray<AxisSpec> axes)
    {
        foreach (var rule in ConfigurationRule.All.Where(rule => !rule.Settings.Any(places.IsDamaged)))
        {
            var (seen, visited) = (new HashSet<string>(StringComparer.Ordinal), 0);
            foreach (var combination in SpaceCombinations.Of(axes, rule.Reads, rule.Notices))
            {
                if (++visited > MaxCombinations)
                {
                    ReportSize(rule, axes);
                    break;
                }

                if (rule.Check(new(below, combination.Assignments)) is not { } violation)
                    continue;
                var (position, path) = Place(violation.Setting, combination.Assignments, axes);
                if (seen.Add(path))
                    problems.Add(position, path, violation.Message, violation.Remedy);
            }
        }
    }

    /// <param name="path">Of the explicit configuration, e.g. <c>configurations[2]</c>.</param>
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

    private void ReportSize(ConfigurationRule rule, EquatableArray<AxisSpec> axes)
    {
        var names = axes.Select(axis => axis.Setting).Where(rule.Reads.Contains).ToArray();
        var (position, path) = places.Find([.. names.Select(name => $"space.{name}"), "space"]);
        problems.Add(position, path, $"The values of {string.Join(", ", names)} have more than {MaxCombinations:N0} combinations, too many to check that they fit together.",
            "Give these axes fewer values.");
    }

    private (TextPosition Position, string Path) Place(string setting, EquatableArray<SettingAssignment> assignments, EquatableArray<AxisSpec> axes)
    {
        if (assignments.FirstOrDefault(assignment => assignment.Setting == setting) is not { } assigned)
            return places.Find($"base.{setting}", $"space.{setting}", "base", "space");
        var values = axes.First(axis => axis.Setting == setting).Values;
        var index = Enumerable.Range(0, values.Count).First(candidate => values[candidate] == assigned.Value);
        var axis = places.Find($"space.{setting}");
        var item = places.Find($"space.{setting}#{index}");
        // Where no value of the axis suits, the axis itself is what is wrong; a setting's presence doesn't hang on its value.
        return setting is SettingNames.Activation or SettingNames.Optimizer or SettingNames.Schedule or SettingNames.Convention
            ? (item.Position, $"space.{setting}[{index}]")
            : axis;
    }
}
