using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads the axes.</summary>
internal static class SpaceReader
{
    public static EquatableArray<AxisSpec> Read(YamlNode node, SearchKind search, ProblemList problems, SpecPlaces places)
    {
        const string path = "space";
        if (Section.Open(node, path, SettingCatalog.Names, problems, SpecKeys.ExplainSetting) is null)
            return [];
        if (node is YamlNode.Mapping { Entries.Count: 0 })
            problems.Add(node, path, "The space has no axes.", "Write `lr: [0.01, 0.001]` lines under it, or remove the key.");
        var axes = new List<AxisSpec>();
        foreach (var entry in ((YamlNode.Mapping)node).Entries)
        {
            if (SettingCatalog.Find(entry.Key.Text) is not { } setting)
                continue;
            places.Add($"{path}.{setting.Name}", entry.Key);
            if (ReadAxis(setting, entry.Value, $"{path}.{setting.Name}", search, problems, places) is { } axis)
                axes.Add(axis);
            else
                places.AddDamaged(setting.Name);
        }

        return ConditionReader.Attach(axes, (YamlNode.Mapping)node, problems, places);
    }

    private static AxisSpec? ReadAxis(
        SettingDescriptor setting, YamlNode node, string path, SearchKind search, ProblemList problems, SpecPlaces places)
    {
        switch (node)
        {
            case YamlNode.Sequence list:
                return ReadValues(setting, list, path, problems, places) is { } plain ? new(setting.Name, plain) : null;
            case YamlNode.Mapping mapping when setting.Shape is SettingShape.Choice && mapping.Find("name") is not null:
            case YamlNode.Scalar { IsEmpty: false }:
                problems.Add(node, path, $"'{setting.Name}' has one value here; an axis is a list.",
                    "Write the list [...], or move it under base: if it doesn't vary.");
                return null;
            case YamlNode.Mapping:
                break;
            default:
                problems.Add(node, path, $"There is {node.Describe()} where an axis is needed.",
                    "Write a list of values, {log: [low, high], points: n} or {linear: [low, high], points: n}.");
                return null;
        }

        if (Section.Open(node, path, SpecKeys.Axis, problems) is not { } axis)
            return null;
        string[] forms = [.. SpecKeys.AxisForms.Where(form => axis.Find(form) is not null)];
        if (forms.Length == 0 && axis.HasMisspelt(SpecKeys.AxisForms))
            return null;
        if (forms.Length != 1)
        {
            problems.Add(node, path, forms.Length == 0 ? "The axis has no values." : $"The axis has both {string.Join(" and ", forms)}.",
                "Give exactly one of values: [...], log: [low, high], linear: [low, high].");
            return null;
        }

        if (forms[0] != "values")
            return RangeReader.Read(setting, axis, forms[0], search == SearchKind.Grid) is { } read
                ? new(setting.Name, read.Values, read.Range)
                : null;
        foreach (var key in (string[])["points", "step"])
        {
            if (axis.Find(key) is { } extra)
                problems.Add(
                    extra, $"{path}.{key}", $"'{key}' has no meaning beside a list of values.", "Remove it; it belongs to ranges.");
        }

        return ReadValues(setting, axis.Find("values")!, $"{path}.values", problems, places, path) is { } values
            ? new(setting.Name, values)
            : null;
    }

    private static EquatableArray<SettingValue>? ReadValues(
        SettingDescriptor setting, YamlNode node, string path, ProblemList problems, SpecPlaces places, string? axisPath = null)
    {
        if (node is not YamlNode.Sequence { Items.Count: > 0 } list)
        {
            problems.Add(node, path,
                node is YamlNode.Sequence ? "The list is empty." : $"There is {node.Describe()} where a list is needed.",
                "List at least one value.");
            return null;
        }

        if (list.Items.Count > RangeReader.MaxPoints)
        {
            problems.Add(list, path, $"The axis has {list.Items.Count:N0} values.",
                $"The maximum is {RangeReader.MaxPoints:N0}: leave some out, or use search: {{random: N}} with a range.");
            return null;
        }

        var values = new List<SettingValue>();
        var seen = new HashSet<SettingValue>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var (item, within) = (list.Items[i], $"{path}[{i}]");
            places.Add($"{axisPath ?? path}#{i}", item);
            if (setting.Shape is SettingShape.LayerWidths && item is YamlNode.Scalar)
            {
                problems.Add(item, within, $"{item.Describe()} is not a list of layers.",
                    "Each value of this axis is a network: write [[300, 100], [300, 200, 100]].");
                return null;
            }

            if (SettingReader.Read(setting, item, within, problems) is not { } value)
                continue;
            if (!seen.Add(value))
                problems.Add(item, within, $"The value {value} stands in the list twice.",
                    "Remove one: every configuration runs once (for repeats, set seeds:).");
            else
                values.Add(value);
        }

        return values.Count == list.Items.Count ? values.ToEquatableArray() : null;
    }
}
