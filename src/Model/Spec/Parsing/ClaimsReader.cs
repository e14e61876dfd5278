using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>claims</c>, the statements of a spec about its results.</summary>
internal static class ClaimsReader
{
    public static readonly string[] Keys =
        ["that", "metric", "epochs_to", "epoch", "where", ChoiceReader.Key, "diverged", "note", ClaimSourceReader.Key];

    public static readonly string[] Figures = [.. ClaimMetric.All.Select(figure => figure.Name)];

    private const int MaxClaims = 1_000;

    private const string Example = "Write `- {that: \"adam > adagrad\", metric: test_accuracy}` lines under it.";

    /// <param name="objective">Its metric is what a claim is about that names none.</param>
    public static EquatableArray<ClaimSpec> Read(
        YamlNode node, ObjectiveSpec objective, bool hasSplit, ConfigurationsReader runs, ProblemList problems)
    {
        if (node is not YamlNode.Sequence list)
        {
            problems.Add(node, "claims", $"There is {node.Describe()} where a list is needed.", Example);
            return [];
        }

        if (list.Items.Count > MaxClaims)
        {
            problems.Add(node, "claims", $"There are {list.Items.Count:N0} claims.", $"The maximum is {MaxClaims:N0}.");
            return [];
        }

        return list.Items.Select((item, index) => ReadClaim(item, $"claims[{index}]", objective, hasSplit, runs, problems))
            .OfType<ClaimSpec>()
            .ToEquatableArray();
    }

    private static ClaimSpec? ReadClaim(
        YamlNode node, string path, ObjectiveSpec objective, bool hasSplit, ConfigurationsReader runs, ProblemList problems)
    {
        problems.ThrowIfCancelled();
        if (Section.Open(node, path, Keys, problems) is not { } section)
            return null;
        var figure = ReadFigure(section, objective, hasSplit, problems);
        var epoch = section.Whole("epoch", 1, 1_000_000);
        if (epoch is not null && figure is { HasEpochs: false })
        {
            problems.Add(section.Find("epoch")!, section.PathOf("epoch"), $"{figure.Name} is a figure of the whole trial, not of an epoch.",
                "Remove epoch:, or use a train_ or val_ metric.");
        }

        EquatableArray<SettingAssignment> where = section.Find("where") is { } whereNode
            ? SettingsReader.Read(whereNode, section.PathOf("where"), problems, new())
            : [];
        foreach (var condition in where.Where(condition => !runs.Occurs(condition)))
        {
            var value = ((YamlNode.Mapping)section.Find("where")!).Find(condition.Setting)!.Value;
            problems.Add(value, $"{section.PathOf("where")}.{condition.Setting}", $"No configuration of this sweep has {condition}.",
                "Name a value that base, space or configurations give it.");
        }

        if (section.Require("that", "Write that: \"adam > adagrad\", or that: \"width: increasing\".") is not { } statement
            || ScalarReader.Text(statement, section.PathOf("that"), problems) is not { } that)
            return null;
        var hypotheses = new StatementReader(statement, section.PathOf("that"), runs, problems).Read(that);
        if (hypotheses.SelectMany(hypothesis => hypothesis.Sides).Any(side => side.Epoch is not null))
            CheckEpochs(statement, section, figure, epoch, problems);
        var note = section.Find("note") is { } noteNode ? ScalarReader.Text(noteNode, section.PathOf("note"), problems) : null;
        var diverged = figure is null ? null : ObjectiveReader.ReadDiverged(section, !figure.IsAccuracy, problems);
        return figure is null || hypotheses.Count == 0 ? null : new(that.Trim(), figure, epoch, where, hypotheses, note ?? "")
        {
            Choice = ChoiceReader.Read(section, objective, figure, hasSplit, runs, hypotheses),
            Source = ClaimSourceReader.Read(section),
            Diverged = diverged ?? Inherited(objective.Diverged, figure),
        };
    }

    private static void CheckEpochs(YamlNode statement, Section section, ClaimMetric? figure, int? epoch, ProblemList problems)
    {
        if (figure is { HasEpochs: false })
        {
            problems.Add(statement, section.PathOf("that"), $"{figure.Name} is a figure of the whole trial, not of an epoch.",
                "Name no epoch, or use a train_ or val_ metric.");
        }
        else if (epoch is not null)
        {
            problems.Add(section.Find("epoch")!, section.PathOf("epoch"), "The statement names epochs itself.", "Remove epoch:.");
        }
    }

    // What the objective says of its accuracy can't be said of a loss or a time.
    private static DivergedSeeds Inherited(DivergedSeeds objective, ClaimMetric figure) =>
        objective == DivergedSeeds.Worst && !figure.IsAccuracy ? DivergedSeeds.Reported : objective;

    // A statement about a constant names its figure itself.
    private static ClaimMetric? ReadFigure(Section section, ObjectiveSpec objective, bool hasSplit, ProblemList problems)
    {
        var said = section.Find("that") is YamlNode.Scalar { IsEmpty: false } that ? StatementReader.FindFigure(that.Text) : null;
        if (section.Find("epochs_to") is { } reached)
            return ReadTarget(reached, section, said, hasSplit, problems);
        if (section.Find("metric") is not { } node)
        {
            return said is null
                ? ClaimMetric.FromMetric(objective.Metric)
                : ReadFigure(said, section.Find("that")!, section.PathOf("that"), hasSplit, problems);
        }

        var path = section.PathOf("metric");
        if (ScalarReader.OneOf(node, path, Figures, problems) is not { } name)
            return null;
        if (said is not null && said != name)
            problems.Add(node, path, $"The statement is about {said}, not about {name}.", "Remove metric:, or name the same figure.");
        return ReadFigure(name, node, path, hasSplit, problems);
    }

    private static ClaimMetric? ReadTarget(YamlNode node, Section section, string? said, bool hasSplit, ProblemList problems)
    {
        var path = section.PathOf("epochs_to");
        foreach (var other in (string[])["metric", "epoch"])
        {
            if (section.Find(other) is { } written)
            {
                problems.Add(
                    written, section.PathOf(other), $"epochs_to is the figure of the claim, and {other} another one.", "Keep one.");
            }
        }

        if (said is not null)
            problems.Add(section.Find("that")!, section.PathOf("that"), $"The statement is about {said}.", "Remove epochs_to:.");
        if (Section.Open(node, path, ObjectiveReader.EpochMetrics, problems) is not { } target)
            return null;
        if (node is not YamlNode.Mapping { Entries: [var entry] })
        {
            problems.Add(node, path, "It names not exactly one metric.", "Write for example epochs_to: {val_accuracy: 0.97}.");
            return null;
        }

        if (!ObjectiveReader.EpochMetrics.Contains(entry.Key.Text)
            || ReadFigure(entry.Key.Text, entry.Value, target.PathOf(entry.Key.Text), hasSplit, problems)?.Metric is not { } metric)
            return null;
        var range = Configurations.MetricNames.IsLoss(metric) ? NumberRange.ZeroOrMore : new(0, 1);
        return ScalarReader.Number(entry.Value, target.PathOf(entry.Key.Text), new(range), problems) is { } value
            ? ClaimMetric.EpochsTo(new(metric, value))
            : null;
    }

    private static ClaimMetric? ReadFigure(string name, YamlNode node, string path, bool hasSplit, ProblemList problems)
    {
        var figure = ClaimMetric.Find(name)!;
        if (hasSplit || figure.Metric is not { } metric || !Configurations.MetricNames.IsValidation(metric))
            return figure;
        problems.Add(node, path, $"{name} needs validation images, and the spec holds none out.",
            "Add split: {last: 10000}, or use a train_ or test_ metric.");
        return null;
    }
}
