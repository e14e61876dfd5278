using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads the <c>when</c> of axes.</summary>
internal static class ConditionReader
{
    // Each wrong name is compared with every value of the other axis, to find the nearest.
    private const int MaxWrongNames = 10;

    /// <summary>Attaches the conditions to the axes. Axes with an invalid condition are left out and marked as damaged, together with those
    /// that depend on them.</summary>
    public static EquatableArray<AxisSpec> Attach(List<AxisSpec> axes, YamlNode.Mapping space, ProblemList problems, SpecPlaces places)
    {
        var attached = new List<AxisSpec>();
        foreach (var setting in space.Entries.Select(entry => entry.Key.Text).Where(name => SettingCatalog.Find(name) is not null))
        {
            // The condition of an axis with invalid values is checked nevertheless.
            var node = (space.Find(setting)!.Value as YamlNode.Mapping)?.Find("when")?.Value;
            var when = node is null ? null : Read(setting, node, axes, space, problems, places);
            if (node is not null && when is null)
                places.AddDamaged(setting);
            else if (axes.Find(axis => axis.Setting == setting) is { } axis)
                attached.Add(axis with { When = when });
        }

        ReportCycles(attached, space, problems, places);
        bool DependsOnDamage(AxisSpec axis) => axis.When is { } when && attached.All(parent => parent.Setting != when.Setting);
        while (attached.Find(DependsOnDamage) is { } orphan)
        {
            places.AddDamaged(orphan.Setting);
            attached.Remove(orphan);
        }

        return attached.ToEquatableArray();
    }

    private static AxisCondition? Read(
        string setting, YamlNode node, List<AxisSpec> axes, YamlNode.Mapping space, ProblemList problems, SpecPlaces places)
    {
        var path = $"space.{setting}.when";
        if (node is not YamlNode.Mapping { Entries.Count: 1 } mapping)
        {
            problems.Add(node, path, "A condition names exactly one other axis.",
                "Write when: {optimizer: sgd}, or when: {optimizer: [sgd, rmsprop]}.");
            return null;
        }

        var (key, value) = (mapping.Entries[0].Key, mapping.Entries[0].Value);
        var within = $"{path}.{key.Text}";
        var names = space.Entries.Select(entry => entry.Key.Text).Where(name => name != setting).ToArray();
        if (key.Text == setting)
        {
            problems.Add(key, within, "The axis depends on itself.", "Name another axis.");
            return null;
        }

        if (!names.Contains(key.Text))
        {
            var listed = names.Length == 0 ? "This space has no other axis." : $"Axes: {ShortText.List(names)}.";
            problems.Add(key, within, $"There is no axis {key.Describe()}.", NearestName.Question(key.Text, names) + listed);
            return null;
        }

        if (axes.Find(candidate => candidate.Setting == key.Text) is not { } parent)
            return null;
        if (parent.Range is not null)
        {
            problems.Add(key, within, $"The axis '{parent.Setting}' is a range.", "A condition needs an axis with a list of values.");
            return null;
        }

        var items = value is YamlNode.Sequence list ? list.Items : [value];
        if (items.Count == 0)
            problems.Add(value, within, "The list is empty.", "Name at least one value.");
        var known = new HashSet<string>(parent.Values.SelectMany(Texts), StringComparer.Ordinal);
        var (texts, wrong) = (new List<string>(), 0);
        foreach (var item in items)
        {
            if (ReadName(parent, known, item, within, problems) is { } text)
                texts.Add(text);
            else if (++wrong == MaxWrongNames)
                break;
        }

        return wrong > 0 || items.Count == 0 ? null : new(parent.Setting, texts.ToEquatableArray());
    }

    private static string[] Texts(SettingValue value) =>
        value is SettingValue.Choice choice ? [value.ToString(), choice.Name] : [value.ToString()];

    /// <param name="known">The names of the values of the parent.</param>
    private static string? ReadName(AxisSpec parent, HashSet<string> known, YamlNode node, string path, ProblemList problems)
    {
        var setting = SettingCatalog.Find(parent.Setting)!;
        // The bare name of a choice stands for all its variants, even if it needs parameters.
        var text = setting.Shape is SettingShape.Choice && node is YamlNode.Scalar { IsEmpty: false } name
            ? name.Text
            : SettingReader.Read(setting, node, path, problems)?.ToString();
        if (text is null || known.Contains(text))
            return text;
        var values = parent.Values.Select(value => value.ToString()).ToArray();
        var names = parent.Values.Select(value => value is SettingValue.Choice choice ? choice.Name : value.ToString())
            .Distinct()
            .ToArray();
        problems.Add(node, path, $"The axis '{parent.Setting}' has no value {text}.",
            $"{NearestName.Question(text, names)}It has {ShortText.List(values)}.");
        return null;
    }

    private static void ReportCycles(List<AxisSpec> axes, YamlNode.Mapping space, ProblemList problems, SpecPlaces places)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var axis in axes.ToArray())
        {
            var visited = new List<string>();
            for (var current = axis; current is not null; current = axes.Find(parent => parent.Setting == current.When?.Setting))
            {
                var start = visited.IndexOf(current.Setting);
                visited.Add(current.Setting);
                if (start < 0)
                    continue;
                var cycle = visited[start..];
                if (reported.Overlaps(cycle))
                    break;
                reported.UnionWith(cycle);
                problems.Add(space.Find(current.Setting)!.Key, $"space.{current.Setting}.when",
                    $"The conditions go round in a circle: {string.Join(" -> ", cycle)}.",
                    "Remove one of the conditions.");
                break;
            }
        }

        foreach (var setting in reported)
        {
            places.AddDamaged(setting);
            axes.RemoveAll(axis => axis.Setting == setting);
        }
    }
}
