using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>stopping</c> and <c>parallelism</c>, and refuses what does not combine with them.</summary>
internal sealed class StoppingReader(ProblemList problems)
{
    public const int MaxParallelism = 4096;
    public const int MaxEta = 64;
    public const int MaxEpochs = 1_000_000;

    public static readonly string[] Kinds = ["asha", "asha_stop", "hyperband", "median", "threshold"];
    public static readonly string[] HalvingKeys = ["eta", "min_epochs", "brackets"];
    public static readonly string[] HyperbandKeys = ["eta"];
    public static readonly string[] MedianKeys = ["grace", "startup", "interval"];
    public static readonly string[] ThresholdKeys = ["epoch", "below", "above"];

    private const string Allowed = "Write for example stopping: {asha: {eta: 3, min_epochs: 1}}.";

    /// <summary>Reads the section; null if there is none, or it has a problem.</summary>
    public StoppingSpec? Read(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlNode.Scalar { IsEmpty: false, Text: not "threshold" }:
                return ScalarReader.OneOf(node, "stopping", Kinds, problems) is { } name ? Read(name, null) : null;
            case YamlNode.Mapping { Entries.Count: 1 } mapping when Kinds.Contains(mapping.Entries[0].Key.Text):
                return Read(mapping.Entries[0].Key.Text, mapping.Entries[0].Value);
            case YamlNode.Mapping { Entries.Count: 1 } mapping:
                var key = mapping.Entries[0].Key;
                problems.Add(key, "stopping", $"There is no {key.Describe()} here.",
                    $"{NearestName.Question(key.Text, Kinds)}Allowed: {string.Join(", ", Kinds)}.");
                return null;
            default:
                problems.Add(node, "stopping", $"There is {node.Describe()} where one way of stopping is needed.", Allowed);
                return null;
        }
    }

    /// <summary>Refuses what does not combine with stopping or a race, once the other parts of the spec are read.</summary>
    public void Check(SweepSpec spec, Section top)
    {
        if ((top.Find("stopping") ?? (spec.Race is null ? null : top.Find("seeds"))) is not { } node)
        {
            if (top.Find("parallelism") is { } parallelism)
            {
                problems.Add(
                    parallelism, "parallelism", "Without stopping: every trial is trained to its end, and there is nothing to decide.",
                    "Remove it, or add stopping:. The number of real workers is an option of `./sweep run`, --workers.");
            }

            return;
        }

        var (path, what) = top.Find("stopping") is null ? ("seeds.race", "a race") : ("stopping", "stopping:");
        if (spec.Kind == SweepKind.RangeTest)
            problems.Add(node, path, "Range tests are not compared with each other.", $"Remove {what}, or kind: lr-range.");
        else if (spec.Objective.Metric.IsTest())
        {
            problems.Add(top.Find("objective") ?? node, top.Find("objective") is null ? path : "objective",
                $"{spec.Objective.Metric.Name()} is measured once, at the end of a trial: nothing is decided by it.",
                "Hold out images for validation, split: {last: 10000}, or name a train_ metric as the objective.");
        }

        if (spec.Limits.Trials is not null)
        {
            problems.Add(top.Find("limits")!, "limits.trials", $"The number of trials can't be limited with {what.TrimEnd(':')}.",
                "Remove limits.trials, or write search: {random: N}.");
        }

        if (spec.Race is not null && spec.Claims.Count > 0)
        {
            problems.Add(top.Find("claims")!, "claims", "Claims can't be tested on a race: it gives more seeds to those that do well.",
                "Remove claims:, or write a number of seeds.");
        }

        if (spec is { Race.Max: < 3, Stopping: not null })
        {
            problems.Add(top.Find("seeds")!, "seeds.race.most", "A race after stopping: leaves out the first seed, by which its "
                + "configurations were chosen, and compares at least 2.", "Write most: 3 or more.");
        }

        if (spec.Space.Any(axis => axis.Setting == SettingNames.Epochs))
        {
            problems.Add(top.Find("space")!, "space.epochs", $"With {what} all trials have the same number of epochs.",
                "Write epochs: under base:, with the greatest number.");
        }
        else if (spec.Configurations.Any(own => own.Any(assignment => assignment.Setting == SettingNames.Epochs)))
        {
            problems.Add(top.Find("configurations")!, "configurations", $"With {what} all trials have the same number of epochs.",
                "Write epochs: under base:, with the greatest number.");
        }
        else if (spec.Stopping is { } stopping && problems.Count == 0)
        {
            CheckEpochs(stopping, ConfigurationResolver.BaseEpochs(spec), node);
        }
    }

    private void CheckEpochs(StoppingSpec stopping, int epochs, YamlNode node)
    {
        var path = $"stopping.{stopping.Name}";
        if (First(stopping) is var first && first >= epochs)
        {
            problems.Add(node, path, $"The first decision is taken after {first} epochs, and a trial has {epochs}: nothing is stopped.",
                "Decide earlier, or raise epochs: under base:.");
        }
        else if (stopping is StoppingSpec.Asha(var eta, var least, var brackets) && brackets > Rungs(eta, least, epochs))
        {
            RefuseBrackets(node, path, brackets, Rungs(eta, least, epochs));
        }
        else if (stopping is StoppingSpec.AshaStop(var ratio, var min, var number) && number > Rungs(ratio, min, epochs))
        {
            RefuseBrackets(node, path, number, Rungs(ratio, min, epochs));
        }
    }

    private void RefuseBrackets(YamlNode node, string path, int brackets, int rungs) => problems.Add(
        node, $"{path}.brackets", $"There are {brackets} brackets, but only {rungs} rungs.", $"Write at most brackets: {rungs}.");

    private static int First(StoppingSpec stopping) => stopping switch
    {
        StoppingSpec.Asha asha => asha.MinEpochs,
        StoppingSpec.AshaStop asha => asha.MinEpochs,
        StoppingSpec.Hyperband => 1,
        StoppingSpec.Median median => median.Grace,
        StoppingSpec.Threshold threshold => threshold.Rules.Min(rule => rule.Epoch),
        _ => throw new ArgumentOutOfRangeException(nameof(stopping), stopping, "Unknown way of stopping."),
    };

    // The rungs below the full number of epochs, and that number.
    private static int Rungs(int eta, int first, int epochs)
    {
        var rungs = 1;
        for (var rung = (long)first; rung < epochs; rung *= eta)
            rungs++;
        return rungs;
    }

    private StoppingSpec? Read(string kind, YamlNode? node)
    {
        var path = $"stopping.{kind}";
        if (kind == "threshold")
            return node is null ? null : ReadThreshold(node, path);
        var keys = kind switch
        {
            "hyperband" => HyperbandKeys,
            "median" => MedianKeys,
            _ => HalvingKeys,
        };
        Section? section = null;
        if (node is not null and not YamlNode.Scalar { IsEmpty: true } && (section = Section.Open(node, path, keys, problems)) is null)
            return null;
        return kind switch
        {
            "asha" => new StoppingSpec.Asha(Eta(section), Epochs(section, "min_epochs", 1), Brackets(section)),
            "asha_stop" => new StoppingSpec.AshaStop(Eta(section), Epochs(section, "min_epochs", 1), Brackets(section)),
            "hyperband" => new StoppingSpec.Hyperband(Eta(section)),
            "median" => new StoppingSpec.Median(Epochs(section, "grace", 5), Epochs(section, "startup", 5), Epochs(section, "interval", 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown way of stopping."),
        };
    }

    private StoppingSpec.Threshold? ReadThreshold(YamlNode node, string path)
    {
        var rules = node is YamlNode.Sequence list
            ? list.Items.Select((item, index) => ReadRule(item, $"{path}[{index}]")).ToList()
            : [ReadRule(node, path)];
        if (rules.Count == 0)
            problems.Add(node, path, "There is no bound.", "Write for example threshold: {epoch: 3, below: 0.5}.");
        return rules.Count > 0 && rules.All(rule => rule is not null) ? new([.. rules.OfType<ThresholdSpec>()]) : null;
    }

    private ThresholdSpec? ReadRule(YamlNode node, string path)
    {
        if (Section.Open(node, path, ThresholdKeys, problems) is not { } section
            || section.Require("epoch", "Write epoch: N, the number of epochs after which the objective is looked at.") is null)
            return null;
        var (below, above) = (Bound("below"), Bound("above"));
        if (section.Find("below") is null && section.Find("above") is null)
            problems.Add(node, path, "There is no bound.", "Write below: or above:, or both.");
        return section.Whole("epoch", 1, MaxEpochs) is { } epoch ? new(epoch, below, above) : null;

        double? Bound(string key) => section.Find(key) is { } bound
            ? ScalarReader.Number(bound, section.PathOf(key), new(NumberRange.Any), problems)
            : null;
    }

    private static int Eta(Section? section) => section?.Whole("eta", 2, MaxEta) ?? 3;

    private static int Epochs(Section? section, string key, int standard) => section?.Whole(key, 1, MaxEpochs) ?? standard;

    private static int Brackets(Section? section) => section?.Whole("brackets", 1, 64) ?? 1;
}
