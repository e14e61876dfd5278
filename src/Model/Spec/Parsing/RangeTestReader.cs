using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>kind</c>, <c>range</c>, <c>range_test</c> and <c>rates</c>, the settings of learning-rate range tests.</summary>
internal static class RangeTestReader
{
    public static readonly string[] Kinds = ["train", "lr-range"];
    public static readonly string[] Keys = ["start", "factor", "end", "divergence", "smoothing"];
    public static readonly string[] SourceKeys = ["of", "rule"];
    public static readonly string[] Rules = ["minimum/2", "steepest"];
    public static readonly string[] RateKeys = ["where", "lr"];

    public static readonly NumberRange AboveOne = new(1, double.PositiveInfinity, LowIncluded: false, HighIncluded: false);

    private const int MaxSteps = 100_000;

    private static readonly SettingShape.Number Positive = new(NumberRange.AboveZero, Single: true);

    public static SweepKind Kind(Section top, ProblemList problems) =>
        top.Find("kind") is { } node && ScalarReader.OneOf(node, "kind", Kinds, problems) == Kinds[1]
            ? SweepKind.RangeTest
            : SweepKind.Train;

    /// <summary>Reads the settings of range tests; null for sweeps that train.</summary>
    public static RangeTestSettings? Settings(Section top, SweepKind kind, ProblemList problems)
    {
        var node = top.Find("range");
        if (kind == SweepKind.Train)
        {
            if (node is not null)
                problems.Add(node, "range", "Only range tests have a range.", "Add kind: lr-range, or remove range:.");
            return null;
        }

        if (top.Find("early_stopping") is { } stopping)
            problems.Add(
                stopping,
                "early_stopping",
                "A range test has no early stopping.",
                "Remove it; range: {divergence: 4} ends a test whose loss diverges.");
        var defaults = RangeTestSettings.Default;
        if (node is null || Section.Open(node, "range", Keys, problems) is not { } section)
            return defaults;
        var settings = new RangeTestSettings(
            Number("start", Positive) ?? defaults.Start,
            Number("factor", new(AboveOne)) ?? defaults.Factor,
            Number("end", Positive) ?? defaults.End,
            section.Find("divergence") is YamlNode.Scalar { Text: "none" }
                ? null
                : Number("divergence", new(AboveOne)) ?? defaults.Divergence,
            Number("smoothing", new(NumberRange.BelowOne)) ?? defaults.Smoothing);
        if (settings.End <= settings.Start)
            problems.Add(
                node,
                "range",
                $"The range ends at {settings.End}, at or below its start {settings.Start}.",
                "Give an end above the start.");
        else if (settings.MaxSteps > MaxSteps)
            problems.Add(
                node,
                "range",
                $"From {settings.Start} to {settings.End} by {settings.Factor} takes more than {MaxSteps:N0} steps.",
                "Give a greater factor.");
        return settings;

        double? Number(string key, SettingShape.Number shape) =>
            section.Find(key) is { } value ? ScalarReader.Number(value, section.PathOf(key), shape, problems) : null;
    }

    /// <summary>The base of range tests: one epoch of plain gradient descent, unless the spec sets otherwise.</summary>
    public static EquatableArray<SettingAssignment> Complete(EquatableArray<SettingAssignment> below)
    {
        SettingAssignment[] usual =
        [
            new(SettingNames.Optimizer, new SettingValue.Choice("sgd", [])),
            new(SettingNames.Epochs, new SettingValue.Number(1)),
        ];
        return [.. below, .. usual.Where(own => below.All(given => given.Setting != own.Setting))];
    }

    /// <summary>Refuses rates and schedules in a range test, which varies the rate itself.</summary>
    public static void RefuseRates(Section top, ProblemList problems)
    {
        foreach (var key in (string[])["base", "space"])
        {
            if (top.Find(key) is YamlNode.Mapping settings)
                Refuse(settings, key, problems);
        }

        if (top.Find("configurations") is not YamlNode.Sequence list)
            return;
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is YamlNode.Mapping settings)
                Refuse(settings, $"configurations[{i}]", problems);
        }
    }

    private static void Refuse(YamlNode.Mapping settings, string path, ProblemList problems)
    {
        foreach (var entry in settings.Entries)
        {
            var within = $"{path}.{entry.Key.Text}";
            if (entry.Key.Text is SettingNames.LearningRate or SettingNames.Schedule)
                problems.Add(
                    entry.Key,
                    within,
                    $"A range test varies the rate itself, so that it has no '{entry.Key.Text}'.",
                    "Give range: {start: 0.001, factor: 1.005} instead.");
            else if (entry.Value is YamlNode.Mapping inner && entry.Key.Text == SettingNames.Optimizer)
                Refuse(inner, within, problems);
            else if (entry.Value is YamlNode.Sequence list && entry.Key.Text == SettingNames.Optimizer)
                list.Items.OfType<YamlNode.Mapping>().ToList().ForEach(item => Refuse(item, within, problems));
        }
    }

    /// <summary>Reads the source of rates; null if the spec has none.</summary>
    public static RangeTestSource? Source(YamlNode? node, ProblemList problems)
    {
        if (node is null || Section.Open(node, "range_test", SourceKeys, problems) is not { } section)
            return null;
        var rule = section.Find("rule") is { } ruleNode && ScalarReader.OneOf(ruleNode, "range_test.rule", Rules, problems) == Rules[1]
            ? RangeTestRule.Steepest
            : RangeTestRule.HalfOfMinimum;
        return section.Require("of", "Name a sweep of kind lr-range: its id, or its name for the newest.") is { } of
            && ScalarReader.Text(of, "range_test.of", problems) is { } id
            ? new(id, rule)
            : null;
    }

    /// <summary>Checks that rates from range tests have a source, and that a source is used.</summary>
    public static void CheckSource(SweepSpec spec, Section top, ProblemList problems)
    {
        var uses = spec.Base.Concat(spec.Configurations.SelectMany(own => own))
            .Concat(spec.Space.SelectMany(axis => axis.Values.Select(value => new SettingAssignment(axis.Setting, value))))
            .Any(UsesRates);
        if (uses && top.Find("range_test") is null && top.Find("rates") is null)
        {
            problems.Add(top.Position, "range_test", $"lr is '{SettingNames.FromRangeTest}', but no range tests are named.",
                "Add range_test: {of: SWEEP}, with the id or the name of a sweep of kind lr-range.");
        }
        else if (!uses && top.Find("range_test") is { } unused && problems.Count == 0)
        {
            problems.Add(
                unused,
                "range_test",
                "No configuration takes its rate from range tests.",
                $"Write lr: {SettingNames.FromRangeTest} under base:, or remove range_test:.");
        }
    }

    private static bool UsesRates(SettingAssignment assignment) => assignment switch
    {
        { Setting: SettingNames.LearningRate, Value: SettingValue.Text { Value: SettingNames.FromRangeTest } } => true,
        { Value: SettingValue.Choice { Parameters: var parameters } } => parameters.Any(UsesRates),
        _ => false,
    };

    public static EquatableArray<ResolvedRate> Rates(YamlNode? node, ProblemList problems)
    {
        if (node is null)
            return [];
        if (node is not YamlNode.Sequence list)
        {
            problems.Add(
                node,
                "rates",
                $"There is {node.Describe()} where a list is needed.",
                "Write `- {where: {hidden: [300, 100]}, lr: 0.37}` lines under it.");
            return [];
        }

        return list.Items.Select((item, index) => Rate(item, $"rates[{index}]", problems)).OfType<ResolvedRate>().ToEquatableArray();
    }

    private static ResolvedRate? Rate(YamlNode node, string path, ProblemList problems)
    {
        if (Section.Open(node, path, RateKeys, problems) is not { } section)
            return null;
        EquatableArray<SettingAssignment> where = section.Find("where") is { } whereNode
            ? SettingsReader.Read(whereNode, section.PathOf("where"), problems, new())
            : [];
        return section.Require("lr", "Write the learning rate: lr: 0.37.") is { } given
            && ScalarReader.Number(given, section.PathOf("lr"), Positive, problems) is { } rate
            ? new(where, rate)
            : null;
    }
}
