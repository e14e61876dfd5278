using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads the value of one setting, checked against its descriptor.</summary>
internal static class SettingReader
{
    /// <summary>Reads a value; null, with a problem, if it isn't allowed.</summary>
    public static SettingValue? Read(SettingDescriptor setting, YamlNode node, string path, ProblemList problems)
    {
        problems.ThrowIfCancelled();
        if (node is YamlNode.Scalar { IsEmpty: true })
        {
            problems.Add(node, path, $"'{setting.Name}' has no value.", $"Allowed: {setting.Shape.Allowed}.");
            return null;
        }

        return setting.Shape switch
        {
            SettingShape.Number number => ReadNumber(number, node, path, problems),
            SettingShape.Flag => ScalarReader.Flag(node, path, problems) is { } flag ? new SettingValue.Flag(flag) : null,
            SettingShape.OneOf one => ScalarReader.OneOf(node, path, one.Names, problems) is { } name ? new SettingValue.Text(name) : null,
            SettingShape.Choice choice => ReadChoice(choice, node, path, problems),
            SettingShape.LayerWidths widths => ReadWidths(widths, node, path, problems),
            SettingShape.PerLayer layers => ReadPerLayer(layers, node, path, problems),
            _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Shape, "Unknown shape."),
        };
    }

    private static SettingValue? ReadNumber(SettingShape.Number shape, YamlNode node, string path, ProblemList problems)
    {
        if (shape.Word is { } word && node is YamlNode.Scalar scalar && scalar.Text == word)
            return new SettingValue.Text(word);
        return ScalarReader.Number(node, path, shape, problems) is { } value ? new SettingValue.Number(value) : null;
    }

    private static SettingValue.Choice? ReadChoice(SettingShape.Choice shape, YamlNode node, string path, ProblemList problems)
    {
        var names = shape.Choices.Select(choice => choice.Name).ToArray();
        var mapping = node as YamlNode.Mapping;
        var nameNode = mapping is null ? node : mapping.Find("name")?.Value;
        if (nameNode is null)
        {
            problems.Add(node, path, "'name' is missing.", $"Write {{name: {names[0]}, ...}}. Names: {string.Join(", ", names)}.");
            return null;
        }

        if (ScalarReader.OneOf(nameNode, mapping is null ? path : $"{path}.name", names, problems) is not { } name)
            return null;
        var choice = shape.Choices.First(candidate => candidate.Name == name);
        var before = problems.Count;
        var parameters = new List<SettingAssignment>();
        if (mapping is not null)
        {
            string[] keys = ["name", .. choice.Parameters.Select(parameter => parameter.Name)];
            Section.Open(mapping, path, keys, problems, key => Explain(shape, choice, key));
            foreach (var parameter in choice.Parameters)
            {
                if (mapping.Find(parameter.Name)?.Value is { } given
                    && Read(parameter, given, $"{path}.{parameter.Name}", problems) is { } value)
                    parameters.Add(new(parameter.Name, value));
            }
        }

        var missing = choice.Parameters.Where(parameter => parameter.IsRequired && mapping?.Find(parameter.Name) is null)
            .Select(parameter => parameter.Name)
            .ToArray();
        if (missing.Length > 0)
        {
            var form = string.Concat(missing.Select(parameter => $", {parameter}: ..."));
            problems.Add(node, path, $"{name} needs {string.Join(" and ", missing)}.", $"Write {{name: {name}{form}}}.");
        }

        if (problems.Count > before)
            return null;
        return new(name, parameters.OrderBy(parameter => parameter.Setting, StringComparer.Ordinal).ToEquatableArray());
    }

    private static string? Explain(SettingShape.Choice shape, ChoiceDescriptor choice, string key)
    {
        var others = shape.Choices.Where(other => other.Parameters.Any(parameter => parameter.Name == key))
            .Select(other => other.Name)
            .ToArray();
        var own = choice.Parameters.Count == 0 ? "no parameters" : string.Join(", ", choice.Parameters.Select(parameter => parameter.Name));
        return others.Length == 0 ? null : $"'{key}' belongs to {string.Join(", ", others)}; {choice.Name} has {own}.";
    }

    private static SettingValue.Sequence? ReadWidths(SettingShape.LayerWidths shape, YamlNode node, string path, ProblemList problems)
    {
        if (node is not YamlNode.Sequence sequence)
        {
            problems.Add(node, path, $"There is {node.Describe()} where a list of layers is needed.", $"Allowed: {shape.Allowed}.");
            return null;
        }

        if (sequence.Items.Count > shape.MaximumDepth)
        {
            problems.Add(node, path, $"There are {sequence.Items.Count} layers.", $"At most {shape.MaximumDepth} are allowed.");
            return null;
        }

        var items = sequence.Items.Select((item, index) => ReadNumber(shape.Width, item, $"{path}[{index}]", problems)).ToArray();
        return items.Contains(null) ? null : new(items.ToEquatableArray()!);
    }

    private static SettingValue? ReadPerLayer(SettingShape.PerLayer shape, YamlNode node, string path, ProblemList problems)
    {
        if (node is not YamlNode.Sequence sequence)
            return ScalarReader.OneOf(node, path, shape.Names, problems) is { } name ? new SettingValue.Text(name) : null;
        if (sequence.Items.Count == 0)
        {
            problems.Add(node, path, "The list is empty.", $"Allowed: {shape.Allowed}.");
            return null;
        }

        var items = sequence.Items.Select((item, index) => ScalarReader.OneOf(item, $"{path}[{index}]", shape.Names, problems)).ToArray();
        return items.Contains(null)
            ? null
            : new SettingValue.Sequence(items.Select(item => (SettingValue)new SettingValue.Text(item!)).ToEquatableArray());
    }
}
