using System.Globalization;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Writes one configuration of a sweep as a spec of its own, with every setting that its training depends on.</summary>
public static class ConfigurationText
{
    // Everything else that trials depend on, and what ranks them. Limits, claims and the like are about the whole sweep.
    private static readonly string[] Kept =
    [
        "kind", "range", "dataset", "split", "scale", "test_scale", "seeds", "seed", "objective", "early_stopping", "checkpoints",
        "cluster",
    ];

    /// <summary>The text of a spec whose only configuration is <paramref name="configuration"/>: with the same seeds its trials end with
    /// the same bits.</summary>
    /// <param name="spec">The spec of the sweep that has the configuration.</param>
    /// <param name="name">The name of the new spec.</param>
    /// <param name="comments">Lines that are written above the spec, without their #.</param>
    /// <returns>The text; null if this version would read it as another configuration, or not at all.</returns>
    public static string? TryWrite(SweepSpec spec, TrialConfiguration configuration, string name, IReadOnlyList<string> comments)
    {
        var problems = new ProblemList();
        var root = YamlTree.Read(spec.Text, problems)
            ?? throw new ArgumentException("The text of the spec is not valid YAML.", nameof(spec));
        var entries = new List<YamlEntry> { new(Text("name"), Text(name)) };
        entries.AddRange(Kept.Select(root.Find).OfType<YamlEntry>());
        entries.Add(new(Text("base"), new YamlNode.Mapping(default, [.. Settings(configuration)])));
        var text = string.Concat(comments.Select(line => $"# {line}\n")) + YamlText.Write(new(default, [.. entries]));
        // Claims ask for the score of the training images, and are not copied.
        var trained = configuration with { ScoresTraining = false };
        return SpecReader.Read(text).Spec is { } read && ConfigurationResolver.Resolve(read, read.Configurations[0]) == trained
            ? text
            : null;
    }

    /// <summary>The name of the spec that is made from a sweep's configuration: the sweep's name with an ending, within the allowed
    /// length.</summary>
    public static string NameOf(string sweep, string ending)
    {
        var room = SpecReader.MaxNameLength - ending.Length - 1;
        return $"{(sweep.Length <= room ? sweep : sweep[..room]).TrimEnd('-')}-{ending}";
    }

    private static IEnumerable<YamlEntry> Settings(TrialConfiguration configuration)
    {
        yield return Entry(SettingNames.Hidden, List(configuration.Hidden.Select(layer => Number(layer.Width))));
        if (configuration.Hidden.Count > 0)
            yield return Entry(SettingNames.Activation, Activations(configuration.Hidden));
        yield return Entry(SettingNames.Init, Initializer(configuration.KernelInitializer));
        yield return Entry(SettingNames.BiasInit, Initializer(configuration.BiasInitializer));
        yield return Entry(SettingNames.Dropout, Number(configuration.Dropout));
        yield return Entry(SettingNames.L2, Number(configuration.L2));
        yield return Entry(SettingNames.ClipValue, Optional(configuration.ClipValue));
        yield return Entry(SettingNames.ClipNorm, Optional(configuration.ClipNorm));
        yield return Entry(SettingNames.Epochs, Number(configuration.Epochs));
        yield return Entry(SettingNames.Batch, Number(configuration.Batch));
        yield return Entry(SettingNames.DropRemainder, Flag(configuration.DropRemainder));
        yield return Entry(SettingNames.Shuffle, Flag(configuration.Shuffle));
        // A range test has a rate and a schedule of its own, and refuses others.
        var isRangeTest = configuration.RangeTest is not null;
        if (!isRangeTest)
            yield return Entry(SettingNames.Schedule, Schedule(configuration.Schedule));
        yield return Entry(SettingNames.Optimizer, Optimizer(configuration.Optimizer, !isRangeTest));
    }

    private static YamlNode Activations(EquatableArray<LayerSettings> layers)
    {
        var names = layers.Select(layer => ConfigurationNames.Activations.Name(layer.Activation)).ToList();
        return names.Distinct().Count() == 1 ? Text(names[0]) : List(names.Select(Text));
    }

    private static YamlNode Initializer(InitializerSettings settings)
    {
        var name = Text(ConfigurationNames.Initializers.Name(settings.Kind));
        return settings.Kind == InitializerKind.Normal
            ? Mapping(Entry("name", name), Entry("mean", Number(settings.Mean)), Entry("std", Number(settings.Deviation)))
            : name;
    }

    private static YamlNode.Mapping Schedule(ScheduleSettings schedule)
    {
        var name = Entry("name", Text(ConfigurationNames.Schedules.Name(schedule.Kind)));
        var warmup = Entry("warmup_epochs", Number(schedule.WarmupEpochs));
        return schedule.Kind switch
        {
            ScheduleKind.Constant => Mapping(name, warmup),
            ScheduleKind.Step => Mapping(name, Entry("gamma", Number(schedule.Gamma)), Entry("every", Number(schedule.Every)), warmup),
            ScheduleKind.Exponential => Mapping(
                name, Entry("gamma", Number(schedule.Gamma)), Entry("every", Number(schedule.Every)),
                Entry("per_batch", Flag(schedule.PerBatch)), warmup),
            ScheduleKind.Cosine => Mapping(name, Entry("minimum", Number(schedule.Minimum)), warmup),
            _ => throw new ArgumentOutOfRangeException(nameof(schedule), schedule.Kind, "Unknown schedule."),
        };
    }

    private static YamlNode.Mapping Optimizer(OptimizerSettings optimizer, bool hasRate)
    {
        var defaults = OptimizerDefaults.Create(optimizer.Kind, optimizer.Convention);
        var entries = new List<YamlEntry>
        {
            Entry("name", Text(ConfigurationNames.Optimizers.Name(optimizer.Kind))),
            Entry(SettingNames.Convention, Text(ConfigurationNames.Conventions.Name(optimizer.Convention))),
        };
        if (hasRate)
            entries.Add(Entry(SettingNames.LearningRate, Number(optimizer.LearningRate)));
        Add(SettingNames.Momentum, optimizer.Momentum, defaults.Momentum);
        if (optimizer.Nesterov)
            entries.Add(Entry(SettingNames.Nesterov, Flag(true)));
        Add(SettingNames.Beta1, optimizer.Beta1, defaults.Beta1);
        Add(SettingNames.Beta2, optimizer.Beta2, defaults.Beta2);
        Add(SettingNames.Rho, optimizer.Rho, defaults.Rho);
        Add(SettingNames.Epsilon, optimizer.Epsilon, defaults.Epsilon);
        Add(SettingNames.WeightDecay, optimizer.WeightDecay, defaults.WeightDecay);
        Add(SettingNames.InitialAccumulator, optimizer.InitialAccumulator, defaults.InitialAccumulator);
        return Mapping([.. entries]);

        // Other conventions refuse some parameters that are 0 by default.
        void Add(string name, double value, double otherwise)
        {
            if (SettingCatalog.HasParameter(optimizer.Kind, name) && (value != 0 || otherwise != 0))
                entries.Add(Entry(name, Number(value)));
        }
    }

    private static YamlEntry Entry(string key, YamlNode value) => new(Text(key), value);

    private static YamlNode.Scalar Text(string text) => new(default, text, false);

    private static YamlNode.Scalar Number(double value) => Text(value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'));

    private static YamlNode.Scalar Optional(double? value) => value is { } number ? Number(number) : Text("none");

    private static YamlNode.Scalar Flag(bool value) => Text(value ? "true" : "false");

    private static YamlNode.Sequence List(IEnumerable<YamlNode> items) => new(default, [.. items]);

    private static YamlNode.Mapping Mapping(params YamlEntry[] entries) => new(default, [.. entries]);
}
