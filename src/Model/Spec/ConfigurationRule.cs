using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>A condition that several settings of a configuration must satisfy together.</summary>
/// <param name="Reads">The settings whose values the result depends on. Together with <paramref name="Notices"/>, the settings of which
/// only the existence matters, they are all that it depends on, so that it can be checked over combinations of these alone.</param>
/// <param name="Check">Returns the violation; null if the rule is satisfied.</param>
internal sealed record ConfigurationRule(
    EquatableArray<string> Reads, EquatableArray<string> Notices, Func<LayeredSettings, RuleViolation?> Check)
{
    /// <summary>Settings of which only the strictest value matters: a rule that holds for it holds for the others.</summary>
    public EquatableArray<StrictestValue> Strictest { get; private init; } = [];

    public static EquatableArray<ConfigurationRule> All { get; } =
    [
        new([], [SettingNames.Hidden, SettingNames.Width, SettingNames.Depth], OneNetworkForm),
        new([SettingNames.Hidden, SettingNames.Depth, SettingNames.Activation], [SettingNames.Width], ActivationsFit)
        {
            Strictest = [new(SettingNames.Hidden, Length), new(SettingNames.Depth, Number)],
        },
        new([SettingNames.Optimizer, SettingNames.Convention], [], FrameworkHasOptimizer),
        new([SettingNames.Schedule, SettingNames.Epochs], [], WarmupEndsBeforeCosine) { Strictest = [new(SettingNames.Epochs, Number)] },
        .. SettingCatalog.OptimizerParameters.Except([SettingNames.LearningRate, SettingNames.Convention]).Select(OptimizerHas),
    ];

    public IEnumerable<string> Settings => Reads.Concat(Notices);

    private static RuleViolation? OneNetworkForm(LayeredSettings settings)
    {
        var aboveShape = settings.Above(SettingNames.Width) ?? settings.Above(SettingNames.Depth);
        var belowShape = settings.Below(SettingNames.Width) ?? settings.Below(SettingNames.Depth);
        var together = settings.Above(SettingNames.Hidden) is not null && aboveShape is not null;
        var inBase = settings.Below(SettingNames.Hidden) is not null && belowShape is not null;
        var half = settings.Above(SettingNames.Hidden) is null && settings.Below(SettingNames.Hidden) is not null && aboveShape is not null
            && (settings.Above(SettingNames.Width) is null || settings.Above(SettingNames.Depth) is null);
        return together || inBase || half
            ? new(SettingNames.Hidden, "The network is described twice: by 'hidden', and by 'width' or 'depth'.",
                "Keep either hidden: [300, 100], or width: and depth:.")
            : null;
    }

    private static RuleViolation? ActivationsFit(LayeredSettings settings) =>
        settings.Written(SettingNames.Activation) is SettingValue.Sequence list && list.Items.Count > settings.Depth
            ? new(SettingNames.Activation,
                $"{list.Items.Count} activations {list} don't fit a network of {settings.Depth} hidden "
                + $"{(settings.Depth == 1 ? "layer" : "layers")}.",
                $"List at most {settings.Depth} here, or use the list only for deeper networks (a shorter list repeats its last).")
            : null;

    private static RuleViolation? FrameworkHasOptimizer(LayeredSettings settings) =>
        OptimizerDefaults.Exists(settings.OptimizerKind, settings.Convention)
            ? null
            : new(settings.Written(SettingNames.Convention) is null ? SettingNames.Optimizer : SettingNames.Convention,
                $"Convention tf1 doesn't fit {settings.Optimizer.Name}, which TensorFlow 1 doesn't have.",
                $"Use convention keras or pytorch for {settings.Optimizer.Name}.");

    private static RuleViolation? WarmupEndsBeforeCosine(LayeredSettings settings)
    {
        var schedule = (SettingValue.Choice)settings.Value(SettingNames.Schedule);
        var warmup = schedule.Parameters.FirstOrDefault(parameter => parameter.Setting == "warmup_epochs");
        return schedule.Name == "cosine" && warmup?.Value is SettingValue.Number up
            && settings.Value(SettingNames.Epochs) is SettingValue.Number epochs && up.Value >= epochs.Value
            ? new(SettingNames.Schedule, $"A warm-up of {up} epochs leaves nothing of {epochs} epochs for the cosine.",
                "Give fewer warmup_epochs than epochs.")
            : null;
    }

    private static double Number(SettingValue value) => value is SettingValue.Number number ? number.Value : double.NegativeInfinity;

    private static double Length(SettingValue value) => value is SettingValue.Sequence list ? list.Items.Count : double.NegativeInfinity;

    private static ConfigurationRule OptimizerHas(string parameter) => new([SettingNames.Optimizer], [parameter], settings =>
        settings.Written(parameter) is null || SettingCatalog.HasParameter(settings.OptimizerKind, parameter)
            ? null
            : new(parameter, $"The optimizer {settings.Optimizer.Name} has no '{parameter}'.", Remedy(parameter)));

    private static string Remedy(string parameter)
    {
        var having = ConfigurationNames.Optimizers.Names
            .Where(name => SettingCatalog.HasParameter(ConfigurationNames.Optimizers.Value(name), parameter))
            .ToArray();
        return $"It belongs to {string.Join(", ", having)}: write it inside the optimizer, {{name: {having[0]}, {parameter}: ...}}, "
            + $"or make it an axis with when: {{optimizer: {(having.Length == 1 ? having[0] : $"[{string.Join(", ", having)}]")}}}.";
    }
}

/// <param name="Order">The sort key of a value; the strictest value has the minimum.</param>
internal sealed record StrictestValue(string Setting, Func<SettingValue, double> Order);

/// <param name="Setting">The setting that the message is about.</param>
internal sealed record RuleViolation(string Setting, string Message, string Remedy);
