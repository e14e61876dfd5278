using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads a mapping of settings to one value each: <c>base</c>, an explicit configuration, the <c>where</c> of a published
/// figure.</summary>
internal static class SettingsReader
{
    public static EquatableArray<SettingAssignment> Read(YamlNode node, string path, ProblemList problems, SpecPlaces places)
    {
        if (Section.Open(node, path, SettingCatalog.Names, problems, SpecKeys.ExplainSetting) is null)
            return [];
        var assignments = new List<SettingAssignment>();
        foreach (var entry in ((YamlNode.Mapping)node).Entries)
        {
            if (SettingCatalog.Find(entry.Key.Text) is not { } setting)
                continue;
            var within = $"{path}.{setting.Name}";
            places.Add(within, entry.Value);
            if (TakesSeveral(setting, entry.Value))
            {
                problems.Add(entry.Value, within, $"'{setting.Name}' has several values here, where it takes one.",
                    "To try each of them, move it under space:.");
                places.AddDamaged(setting.Name);
            }
            else if (SettingReader.Read(setting, entry.Value, within, problems) is { } value)
            {
                assignments.Add(new(setting.Name, value));
            }
            else
            {
                places.AddDamaged(setting.Name);
            }
        }

        CheckTwice((YamlNode.Mapping)node, path, problems);
        return assignments.ToEquatableArray();
    }

    private static bool TakesSeveral(SettingDescriptor setting, YamlNode node) => node switch
    {
        YamlNode.Sequence => setting.Shape is not (SettingShape.LayerWidths or SettingShape.PerLayer),
        YamlNode.Mapping mapping => setting.Shape is not SettingShape.Choice
            && mapping.Entries.Any(entry => SpecKeys.Axis.Contains(entry.Key.Text)),
        _ => false,
    };

    private static void CheckTwice(YamlNode.Mapping mapping, string path, ProblemList problems)
    {
        if (mapping.Find(SettingNames.Optimizer)?.Value is not YamlNode.Mapping optimizer)
            return;
        foreach (var entry in optimizer.Entries.Where(entry => SettingCatalog.OptimizerParameters.Contains(entry.Key.Text)))
        {
            if (mapping.Find(entry.Key.Text) is not null)
            {
                problems.Add(entry.Key, $"{path}.{SettingNames.Optimizer}.{entry.Key.Text}",
                    $"'{entry.Key.Text}' is given twice: inside the optimizer and beside it.",
                    "Keep one of the two.");
            }
        }
    }
}
