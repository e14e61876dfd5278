using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>Resolves the settings of a spec to the complete configurations that trainers need.</summary>
public static class ConfigurationResolver
{
    /// <summary>The configuration with <paramref name="assignments"/> over the spec's base, every default filled in.</summary>
    /// <remarks>Assignments take precedence over the base. In each of the two, <c>lr</c> and the like take precedence over the same
    /// parameter inside <c>optimizer</c>, and an assigned optimizer replaces the base's with all its parameters. <c>hidden</c> assigned
    /// over a base of width and depth replaces them, and both of these together replace a base's <c>hidden</c>.</remarks>
    /// <exception cref="SweepException">The settings contradict each other; no cell of a validated spec does.</exception>
    public static TrialConfiguration Resolve(SweepSpec spec, EquatableArray<SettingAssignment> assignments)
    {
        var settings = new LayeredSettings(spec.Base, assignments);
        foreach (var rule in ConfigurationRule.All)
        {
            if (rule.Check(settings) is { } violation)
                throw new SweepException($"{violation.Setting}: {violation.Message} {violation.Remedy}");
        }

        return new()
        {
            Data = spec.Data,
            Hidden = Layers(settings),
            KernelInitializer = Initializer(settings, SettingNames.Init),
            BiasInitializer = Initializer(settings, SettingNames.BiasInit),
            Dropout = Number(settings, SettingNames.Dropout),
            L2 = Number(settings, SettingNames.L2),
            ClipValue = Optional(settings, SettingNames.ClipValue),
            ClipNorm = Optional(settings, SettingNames.ClipNorm),
            Optimizer = Optimizer(settings, spec, assignments),
            Schedule = spec.Range is { } range
                ? new(ScheduleKind.Exponential, range.Factor, Every: 1, PerBatch: true)
                : Schedule(settings),
            Epochs = (int)Number(settings, SettingNames.Epochs),
            Batch = (int)Number(settings, SettingNames.Batch),
            DropRemainder = Flag(settings.Value(SettingNames.DropRemainder)),
            Shuffle = Flag(settings.Value(SettingNames.Shuffle)),
            EarlyStopping = spec.EarlyStopping,
            Checkpoints = spec.Checkpoints,
            RangeTest = spec.Range,
            ScoresTraining = spec.ScoresTraining,
        };
    }

    /// <summary>Number of epochs of a configuration that sets none itself.</summary>
    public static int BaseEpochs(SweepSpec spec) => (int)Number(new(spec.Base, []), SettingNames.Epochs);

    private static EquatableArray<LayerSettings> Layers(LayeredSettings settings)
    {
        var widths = settings.Hidden is { } hidden
            ? hidden.Items.Select(item => (int)((SettingValue.Number)item).Value)
            : Enumerable.Repeat((int)Number(settings, SettingNames.Width), settings.Depth);
        var written = settings.Value(SettingNames.Activation);
        var activations = written is SettingValue.Sequence list ? list.Items : [written];
        return widths
            .Select((width, layer) => new LayerSettings(width, ActivationOf(activations[Math.Min(layer, activations.Count - 1)])))
            .ToEquatableArray();
    }

    private static Activation ActivationOf(SettingValue value) => ConfigurationNames.Activations.Value(((SettingValue.Text)value).Value);

    private static InitializerSettings Initializer(LayeredSettings settings, string setting)
    {
        var choice = (SettingValue.Choice)settings.Value(setting);
        var kind = ConfigurationNames.Initializers.Value(choice.Name);
        return kind == InitializerKind.Normal
            ? new(kind, Number(Parameter(setting, choice, "mean")), Number(Parameter(setting, choice, "std")))
            : new(kind);
    }

    private static OptimizerSettings Optimizer(LayeredSettings settings, SweepSpec spec, EquatableArray<SettingAssignment> assignments)
    {
        var defaults = OptimizerDefaults.Create(settings.OptimizerKind, settings.Convention);
        return defaults with
        {
            LearningRate = spec.Range?.Start ?? Rate(),
            Momentum = Given(SettingNames.Momentum, defaults.Momentum),
            Nesterov = settings.OptimizerParameter(SettingNames.Nesterov) is { } nesterov ? Flag(nesterov) : defaults.Nesterov,
            Beta1 = Given(SettingNames.Beta1, defaults.Beta1),
            Beta2 = Given(SettingNames.Beta2, defaults.Beta2),
            Rho = Given(SettingNames.Rho, defaults.Rho),
            Epsilon = Given(SettingNames.Epsilon, defaults.Epsilon),
            WeightDecay = Given(SettingNames.WeightDecay, defaults.WeightDecay),
            InitialAccumulator = Given(SettingNames.InitialAccumulator, defaults.InitialAccumulator),
        };

        double Rate() => settings.OptimizerParameter(SettingNames.LearningRate) is SettingValue.Text
            ? spec.Rates.FirstOrDefault(rate => EffectiveSettings.HaveAll(spec, assignments, rate.Where))?.Rate
                ?? throw new SweepException(
                    "lr: no range test of this sweep's source is about the configuration "
                    + $"{(assignments.Count == 0 ? "of the base" : string.Join(", ", assignments))}. "
                    + "Name a sweep of range tests in range_test: that has all its networks, or give lr as a number.")
            : Given(SettingNames.LearningRate, defaults.LearningRate);

        double Given(string parameter, double otherwise) => settings.OptimizerParameter(parameter) is { } value ? Number(value) : otherwise;
    }

    private static ScheduleSettings Schedule(LayeredSettings settings)
    {
        var choice = (SettingValue.Choice)settings.Value(SettingNames.Schedule);
        var kind = ConfigurationNames.Schedules.Value(choice.Name);
        var warmup = Number(Of("warmup_epochs"));
        return kind switch
        {
            ScheduleKind.Constant => new(kind, WarmupEpochs: warmup),
            ScheduleKind.Step => new(kind, Number(Of("gamma")), (int)Number(Of("every")), WarmupEpochs: warmup),
            ScheduleKind.Exponential => new(
                kind, Number(Of("gamma")), (int)Number(Of("every")), Flag(Of("per_batch")), WarmupEpochs: warmup),
            ScheduleKind.Cosine => new(kind, Minimum: Number(Of("minimum")), WarmupEpochs: warmup),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), kind, "Unknown schedule."),
        };

        SettingValue Of(string parameter) => Parameter(SettingNames.Schedule, choice, parameter);
    }

    private static SettingValue Parameter(string setting, SettingValue.Choice choice, string name) =>
        choice.Parameters.FirstOrDefault(parameter => parameter.Setting == name)?.Value
        ?? ((SettingShape.Choice)SettingCatalog.Find(setting)!.Shape).Choices.First(candidate => candidate.Name == choice.Name)
            .Parameters.First(parameter => parameter.Name == name).Default
        ?? throw new SweepException($"{setting}: {choice.Name} needs '{name}'. Write {{name: {choice.Name}, {name}: ...}}.");

    private static double? Optional(LayeredSettings settings, string setting) =>
        settings.Value(setting) is SettingValue.Number number ? number.Value : null;

    private static double Number(LayeredSettings settings, string setting) => Number(settings.Value(setting));

    private static double Number(SettingValue value) => ((SettingValue.Number)value).Value;

    private static bool Flag(SettingValue value) => ((SettingValue.Flag)value).Value;
}
