using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>published</c>, the published figures to compare with.</summary>
internal static class PublishedReader
{
    public static readonly string[] Keys =
        ["where", "epoch", .. PublishedFigure.All.Select(figure => figure.Name), "note", ClaimSourceReader.Key];

    private const int MaxFigures = 1_000;

    private static readonly SettingShape.Number Accuracy = new(new(0, 1));
    private static readonly SettingShape.Number Loss = new(NumberRange.ZeroOrMore);
    private static readonly SettingShape.Number Parameters = new(NumberRange.AboveZero, Whole: true);
    private static readonly SettingShape.Number Rate = new(NumberRange.AboveZero);

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

        var epoch = section.Whole("epoch", 1, 1_000_000);
        var values = new List<PublishedValue>();
        foreach (var figure in PublishedFigure.All)
        {
            if (section.Find(figure.Name) is not { } written)
                continue;
            if (epoch is not null && !figure.HasEpochs)
            {
                problems.Add(written, section.PathOf(figure.Name), $"{figure.Name} is a figure of the whole trial, not of an epoch.",
                    "Write it in an entry without epoch:.");
            }

            if (ScalarReader.Number(written, section.PathOf(figure.Name), Shape(figure), problems) is { } value)
                values.Add(new(figure, value));
        }

        if (PublishedFigure.All.All(figure => section.Find(figure.Name) is null))
        {
            problems.Add(node, path, "The entry has no figure.",
                $"Add one of {string.Join(", ", PublishedFigure.All.Select(figure => figure.Name))}.");
        }

        var note = section.Find("note") is { } noteNode ? ScalarReader.Text(noteNode, section.PathOf("note"), problems) : null;
        return new(where, values.ToEquatableArray(), note ?? "") { Epoch = epoch, Source = ClaimSourceReader.Read(section) };
    }

    private static SettingShape.Number Shape(PublishedFigure figure) => figure switch
    {
        { Metric: { } metric } => metric.IsLoss() ? Loss : Accuracy,
        _ when figure == PublishedFigure.Parameters => Parameters,
        _ when figure == PublishedFigure.LearningRate => Rate,
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, "Unknown figure."),
    };
}
