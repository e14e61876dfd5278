using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>published</c>, the published figures to compare with.</summary>
internal static class PublishedReader
{
    public static readonly string[] Keys = ["where", .. MetricNames.Names, "note"];

    private const int MaxFigures = 1_000;

    private static readonly SettingShape.Number Accuracy = new(new(0, 1));
    private static readonly SettingShape.Number Loss = new(NumberRange.ZeroOrMore);

    public static EquatableArray<PublishedResult> Read(YamlNode node, ProblemList problems, Func<SettingAssignment, bool> occurs)
    {
        if (node is not YamlNode.Sequence list)
        {
            problems.Add(node, "published", $"There is {node.Describe()} where a list is needed.",
                "Write `- {where: {width: 300}, test_accuracy: 0.977}` lines under it.");
            return [];
        }

        if (list.Items.Count > MaxFigures)
        {
            problems.Add(node, "published", $"There are {list.Items.Count:N0} published figures.", $"The maximum is {MaxFigures:N0}.");
            return [];
        }

        return list.Items.Select((item, index) => ReadFigure(item, $"published[{index}]", problems, occurs))
            .OfType<PublishedResult>()
            .ToEquatableArray();
    }

    private static PublishedResult? ReadFigure(YamlNode node, string path, ProblemList problems, Func<SettingAssignment, bool> occurs)
    {
        problems.ThrowIfCancelled();
        if (Section.Open(node, path, Keys, problems) is not { } section)
            return null;
        EquatableArray<SettingAssignment> where = section.Find("where") is { } whereNode
            ? SettingsReader.Read(whereNode, section.PathOf("where"), problems, new())
            : [];
        foreach (var condition in where.Where(condition => !occurs(condition)))
        {
            var value = ((YamlNode.Mapping)section.Find("where")!).Find(condition.Setting)!.Value;
            problems.Add(value, $"{section.PathOf("where")}.{condition.Setting}", $"No configuration of this sweep has {condition}.",
                "Name a value that base, space or configurations give it.");
        }

        var values = new List<PublishedValue>();
        foreach (var name in MetricNames.Names)
        {
            var metric = MetricNames.Parse(name)!.Value;
            if (section.Find(name) is { } figure
                && ScalarReader.Number(figure, section.PathOf(name), metric.IsLoss() ? Loss : Accuracy, problems) is { } value)
                values.Add(new(metric, value));
        }

        if (MetricNames.Names.All(name => section.Find(name) is null))
            problems.Add(node, path, "The entry has no figure.", $"Add one of {string.Join(", ", MetricNames.Names)}.");
        var note = section.Find("note") is { } noteNode ? ScalarReader.Text(noteNode, section.PathOf("note"), problems) : null;
        return new(where, values.ToEquatableArray(), note ?? "");
    }
}
