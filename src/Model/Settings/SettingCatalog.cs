using SweepCluster.Model.Configurations;
using static SweepCluster.Model.Settings.SettingNames;

namespace SweepCluster.Model.Settings;

/// <summary>Every training setting with its possible values, its default and its effect. The reader, its messages, the JSON Schema and the
/// tables of <c>docs/spec.md</c> are all derived from it.</summary>
public static class SettingCatalog
{
    private const string ByOptimizer = "by optimizer";

    private static readonly SettingShape.Number LayerWidth = new(new(1, 65_536), Whole: true);

    private static readonly SettingShape.Flag Flag = new();

    private static readonly SettingDescriptor[] OptimizerSettings =
    [
        new(Convention, new SettingShape.OneOf(ConfigurationNames.Conventions.Names), new SettingValue.Text("keras"), "keras",
            "Whose formula and defaults the optimizer follows where frameworks differ."),
        new(
            LearningRate,
            new SettingShape.Number(NumberRange.AboveZero, Word: SettingNames.FromRangeTest, Single: true),
            null,
            ByOptimizer,
            "Learning rate."),
        new(Momentum, new SettingShape.Number(NumberRange.BelowOne, Single: true), null, ByOptimizer, "Momentum (sgd, rmsprop)."),
        new(Nesterov, Flag, null, ByOptimizer, "Nesterov's form of momentum (sgd)."),
        new(
            Beta1, new SettingShape.Number(NumberRange.BelowOne, Single: true), null, ByOptimizer,
            "Decay of the mean of gradients (adam, adamw, nadam)."),
        new(
            Beta2, new SettingShape.Number(NumberRange.BelowOne, Single: true), null, ByOptimizer,
            "Decay of the mean of squared gradients (adam, adamw, nadam)."),
        new(
            Rho, new SettingShape.Number(NumberRange.BelowOne, Single: true), null, ByOptimizer,
            "Decay of the mean of squared gradients (rmsprop, adadelta)."),
        new(
            Epsilon, new SettingShape.Number(NumberRange.ZeroOrMore, Single: true), null, ByOptimizer,
            "Keeps the division finite (all but sgd)."),
        new(
            WeightDecay,
            new SettingShape.Number(NumberRange.ZeroOrMore, Single: true),
            null,
            ByOptimizer,
            "Decoupled weight decay (adamw)."),
        new(InitialAccumulator, new SettingShape.Number(NumberRange.ZeroOrMore, Single: true), null, ByOptimizer,
            "Where the accumulator of squared gradients starts (adagrad, rmsprop)."),
    ];

    private static readonly ChoiceDescriptor[] Initializers =
    [
        new("zeros", "All 0.", []),
        new("glorot_uniform", "Uniform in ±sqrt(6 / (fan in + fan out)).", []),
        new("glorot_normal", "Normal, not truncated, variance 2 / (fan in + fan out).", []),
        new("he_uniform", "Uniform in ±sqrt(6 / fan in).", []),
        new("he_normal", "Normal, not truncated, variance 2 / fan in.", []),
        new("lecun_uniform", "Uniform in ±sqrt(3 / fan in).", []),
        new("lecun_normal", "Normal, not truncated, variance 1 / fan in.", []),
        new("normal", "Normal, not truncated, with the given mean and standard deviation.",
        [
            Number("mean", NumberRange.Any, 0, "Mean.", isSingle: true),
            Number("std", NumberRange.AboveZero, 1, "Standard deviation.", isSingle: true),
        ]),
    ];

    private static readonly SettingDescriptor Warmup =
        Number("warmup_epochs", NumberRange.ZeroOrMore, 0, "Epochs over which the rate first rises linearly.");

    private static readonly ChoiceDescriptor[] Schedules =
    [
        new("constant", "The rate stays as it is.", [Warmup]),
        new("step", "rate * gamma^floor(epoch / every).",
        [
            Needed("gamma", new SettingShape.Number(NumberRange.AboveZero), "The factor."),
            Needed("every", new SettingShape.Number(new(1, 1_000_000_000), Whole: true), "Epochs between two factors."),
            Warmup,
        ]),
        new("exponential", "rate * gamma^floor(t / every), t in epochs or batches.",
        [
            Needed("gamma", new SettingShape.Number(NumberRange.AboveZero), "The factor."),
            new("every", new SettingShape.Number(new(1, 1_000_000_000), Whole: true), new SettingValue.Number(1), "1",
                "Epochs, or batches, between two factors."),
            new("per_batch", Flag, new SettingValue.Flag(false), "false", "Count batches instead of epochs."),
            Warmup,
        ]),
        new("cosine", "From the rate down to minimum times the rate along half a cosine, over the configuration's epochs.",
        [
            Number("minimum", new(0, 1), 0, "Where it ends, as a fraction of the rate."),
            Warmup,
        ]),
    ];

    /// <summary>All settings, in the order of the documentation.</summary>
    public static EquatableArray<SettingDescriptor> All { get; } =
    [
        Whole(Width, LayerWidth.Range, 128, "Units of every hidden layer. Not together with hidden."),
        Whole(Depth, new(1, 256), 1, "Number of hidden layers. Not together with hidden."),
        new(Hidden, new SettingShape.LayerWidths(LayerWidth, 256), null, "width x depth",
            "Units of each hidden layer, from input to output; [] is a linear model."),
        new(SettingNames.Activation, new SettingShape.PerLayer(ConfigurationNames.Activations.Names), new SettingValue.Text("relu"), "relu",
            "Of all hidden layers, or a list with one per layer; a shorter list repeats its last."),
        new(
            Init, new SettingShape.Choice([.. Initializers]), new SettingValue.Choice("glorot_uniform", []), "glorot_uniform",
            "Initial weights."),
        new(BiasInit, new SettingShape.Choice([.. Initializers]), new SettingValue.Choice("zeros", []), "zeros", "Initial biases."),
        Number(Dropout, NumberRange.BelowOne, 0, "Probability that a hidden unit's output is dropped during training."),
        Number(L2, NumberRange.ZeroOrMore, 0, "Adds l2 times the sum of squared weights (not biases) to the loss.", isSingle: true),
        Whole(Epochs, new(1, 1_000_000), 5, "Passes over the training images."),
        Whole(Batch, new(1, 1_000_000), 32, "Images in a minibatch."),
        new(DropRemainder, Flag, new SettingValue.Flag(false), "false", "Leave out the last, incomplete batch of an epoch."),
        new(Shuffle, Flag, new SettingValue.Flag(true), "true", "Visit the training images in a new order every epoch."),
        new(ClipValue, new SettingShape.Number(NumberRange.AboveZero, Word: "none", Single: true), None, "none",
            "Clip every element of the gradient to ± this."),
        new(ClipNorm, new SettingShape.Number(NumberRange.AboveZero, Word: "none", Single: true), None, "none",
            "Scale all gradients so that their global norm is at most this."),
        new(
            Schedule, new SettingShape.Choice([.. Schedules]), new SettingValue.Choice("constant", []), "constant",
            "How the learning rate changes."),
        new(Optimizer, new SettingShape.Choice([.. ConfigurationNames.Optimizers.Names.Select(OptimizerChoice)]),
            new SettingValue.Choice("adam", []), "adam",
            "Optimizer, by name or with parameters of its own."),
        .. OptimizerSettings,
    ];

    /// <summary>The settings that are parameters of optimizers, which may be beside <c>optimizer</c> or inside it.</summary>
    public static EquatableArray<string> OptimizerParameters { get; } = OptimizerSettings.Select(setting => setting.Name)
        .ToEquatableArray();

    public static EquatableArray<string> Names { get; } = All.Select(setting => setting.Name).ToEquatableArray();

    /// <summary>The setting of that name; null if there is none.</summary>
    public static SettingDescriptor? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    /// <summary>Whether that optimizer has that parameter.</summary>
    public static bool HasParameter(OptimizerKind optimizer, string parameter) => parameter switch
    {
        Convention or LearningRate => true,
        Momentum => optimizer is OptimizerKind.Sgd or OptimizerKind.RmsProp,
        Nesterov => optimizer is OptimizerKind.Sgd,
        Beta1 or Beta2 => optimizer is OptimizerKind.Adam or OptimizerKind.AdamW or OptimizerKind.Nadam,
        Rho => optimizer is OptimizerKind.RmsProp or OptimizerKind.Adadelta,
        Epsilon => optimizer is not OptimizerKind.Sgd,
        WeightDecay => optimizer is OptimizerKind.AdamW,
        InitialAccumulator => optimizer is OptimizerKind.Adagrad or OptimizerKind.RmsProp,
        _ => false,
    };

    private static SettingValue None => new SettingValue.Text("none");

    private static SettingDescriptor Number(string name, NumberRange range, double value, string description, bool isSingle = false) =>
        new(
            name, new SettingShape.Number(range, Single: isSingle), new SettingValue.Number(value),
            new SettingValue.Number(value).ToString(), description);

    private static SettingDescriptor Whole(string name, NumberRange range, int value, string description) =>
        new(
            name, new SettingShape.Number(range, Whole: true), new SettingValue.Number(value), new SettingValue.Number(value).ToString(),
            description);

    private static SettingDescriptor Needed(string name, SettingShape shape, string description) =>
        new(name, shape, null, SettingDescriptor.Required, description);

    private static ChoiceDescriptor OptimizerChoice(string name)
    {
        var kind = ConfigurationNames.Optimizers.Value(name);
        return new(name, $"{kind}.", [.. OptimizerSettings.Where(setting => HasParameter(kind, setting.Name))]);
    }
}
