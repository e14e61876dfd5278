using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>objective</c>, <c>early_stopping</c> and <c>checkpoints</c>, which all name a metric.</summary>
internal sealed class ObjectiveReader(bool hasSplit, SweepKind kind, ProblemList problems)
{
    public static readonly string[] Keys = ["metric", "goal", "epoch", "diverged"];
    public static readonly string[] Goals = ["maximize", "minimize"];
    public static readonly string[] Epochs = ["last", "best"];
    public static readonly string[] EarlyStoppingKeys = ["metric", "patience", "min_delta", "restore_best"];
    public static readonly string[] CheckpointKeys = ["last", "best", "every"];
    public static readonly string[] EpochMetrics = [.. MetricNames.Names.Where(name => !MetricNames.Parse(name)!.Value.IsTest())];

    public static readonly string[] Diverged = [.. DivergedSeedsNames.All];

    private static readonly string[] AllMetrics = [.. MetricNames.Names];

    public ObjectiveSpec Objective(YamlNode? node)
    {
        var metric = hasSplit ? Metric.ValidationAccuracy : Metric.TestAccuracy;
        if (kind == SweepKind.RangeTest)
        {
            if (node is not null)
                problems.Add(node, "objective", "Range tests are ranked by the minimum of their running mean.", "Remove objective:.");
            return new(Metric.TrainLoss, Goal.Minimize, ObjectiveEpoch.Last);
        }

        if (node is null)
            return new(metric, GoalOf(metric), ObjectiveEpoch.Last);
        if (node is YamlNode.Scalar)
        {
            metric = ReadMetric(node, "objective", AllMetrics) ?? metric;
            return new(metric, GoalOf(metric), ObjectiveEpoch.Last);
        }

        if (Section.Open(node, "objective", Keys, problems) is not { } section)
            return new(metric, GoalOf(metric), ObjectiveEpoch.Last);
        if (section.Find("metric") is { } named)
            metric = ReadMetric(named, "objective.metric", AllMetrics) ?? metric;
        var goal = section.Find("goal") is { } goalNode && ScalarReader.OneOf(goalNode, "objective.goal", Goals, problems) is { } written
            ? written == "maximize" ? Goal.Maximize : Goal.Minimize
            : GoalOf(metric);
        var epoch = section.Find("epoch") is { } epochNode && ScalarReader.OneOf(epochNode, "objective.epoch", Epochs, problems) == "best"
            ? ObjectiveEpoch.Best
            : ObjectiveEpoch.Last;
        if (epoch == ObjectiveEpoch.Best && metric.IsTest())
        {
            problems.Add(section.Find("epoch")!, "objective.epoch", $"{metric.Name()} is measured once, at the end: it has no best epoch.",
                "Use epoch: last, or a train_ or val_ metric.");
        }

        var diverged = ReadDiverged(section, metric.IsLoss() || goal == Goal.Minimize, problems);
        return new(metric, goal, epoch, diverged ?? DivergedSeeds.Reported);
    }

    /// <summary>The key <c>diverged</c> of the objective or of a claim; null where it isn't written.</summary>
    /// <param name="hasNoWorst">Whether there is no value that is worse than all others.</param>
    public static DivergedSeeds? ReadDiverged(Section section, bool hasNoWorst, ProblemList problems)
    {
        const string key = "diverged";
        if (section.Find(key) is not { } node || ScalarReader.OneOf(node, section.PathOf(key), Diverged, problems) is not { } name)
            return null;
        var diverged = DivergedSeedsNames.Parse(name);
        if (diverged != DivergedSeeds.Worst || !hasNoWorst)
            return diverged;
        problems.Add(node, section.PathOf(key), "Only an accuracy that is the better the higher it is has a worst value, which is 0.",
            "Name an accuracy as the metric, or write diverged: ignore, or remove the key.");
        return null;
    }

    /// <summary>The objective's own metric improves towards its goal, any other as usual.</summary>
    public EarlyStoppingSettings? EarlyStopping(YamlNode? node, ObjectiveSpec objective)
    {
        if (node is null || Section.Open(node, "early_stopping", EarlyStoppingKeys, problems) is not { } section)
            return null;
        var metric = section.Find("metric") is { } named
            ? ReadMetric(named, "early_stopping.metric", EpochMetrics)
            : hasSplit ? Metric.ValidationLoss : Metric.TrainLoss;
        if (section.Require("patience", "Write patience: N, the epochs without improvement after which a trial stops.") is null)
            return null;
        var delta = section.Find("min_delta") is { } deltaNode
            ? ScalarReader.Number(deltaNode, "early_stopping.min_delta", new(NumberRange.ZeroOrMore), problems)
            : 0;
        var restore = section.Flag("restore_best") ?? false;
        return section.Whole("patience", 1, 1_000_000) is { } patience && metric is { } watched && delta is { } minimum
            ? new(watched, patience, minimum, restore, watched == EpochMetric(objective.Metric) && IsReversed(objective))
            : null;
    }

    /// <summary>The best checkpoint is the best by the objective and its goal; if that is a test metric, by the same metric of validation,
    /// or of training if there is no split.</summary>
    public CheckpointSettings Checkpoints(YamlNode? node, ObjectiveSpec objective)
    {
        var (best, isReversed) = (EpochMetric(objective.Metric), IsReversed(objective));
        if (node is null || Section.Open(node, "checkpoints", CheckpointKeys, problems) is not { } section)
            return new(Last: kind == SweepKind.Train, Best: false, Every: 0, best, isReversed);
        return new(
            section.Flag("last") ?? kind == SweepKind.Train, section.Flag("best") ?? false, section.Whole("every", 0, 1_000_000) ?? 0, best,
            isReversed);
    }

    // The metric itself, or the metric of single epochs that replaces a test metric.
    private Metric EpochMetric(Metric metric) => metric switch
    {
        Metric.TestAccuracy => hasSplit ? Metric.ValidationAccuracy : Metric.TrainAccuracy,
        Metric.TestLoss => hasSplit ? Metric.ValidationLoss : Metric.TrainLoss,
        _ => metric,
    };

    private Metric? ReadMetric(YamlNode node, string path, string[] names)
    {
        if (ScalarReader.OneOf(node, path, names, problems) is not { } name)
            return null;
        var metric = MetricNames.Parse(name)!.Value;
        if (!metric.IsValidation() || hasSplit)
            return metric;
        problems.Add(node, path, $"{name} needs validation images, and the spec holds none out.",
            "Add split: {last: 10000}, or use a train_ or test_ metric.");
        return null;
    }

    private static bool IsReversed(ObjectiveSpec objective) => objective.Goal != GoalOf(objective.Metric);

    private static Goal GoalOf(Metric metric) => metric.IsLoss() ? Goal.Minimize : Goal.Maximize;
}
