namespace SweepCluster.Model.Configurations;

/// <summary>All settings of one configuration for a trainer, with every default filled in.</summary>
[GenerateSerializer, Immutable, Alias("trial-configuration")]
public sealed record TrialConfiguration
{
    [Id(0)] public required DataSettings Data { get; init; }

    /// <summary>The hidden layers from input to output; empty for a linear model. The output layer (softmax, with one unit per class of the
    /// data set) is implied.</summary>
    [Id(1)] public required EquatableArray<LayerSettings> Hidden { get; init; }

    [Id(2)] public required InitializerSettings KernelInitializer { get; init; }

    [Id(3)] public required InitializerSettings BiasInitializer { get; init; }

    /// <summary>Probability in [0, 1) that a hidden unit's output is dropped during training (inverted dropout).</summary>
    [Id(4)] public double Dropout { get; init; }

    /// <summary>The factor of the sum of squared kernel weights that is added to the loss (Keras' <c>regularizers.l2</c>); biases are not
    /// included.</summary>
    [Id(5)] public double L2 { get; init; }

    /// <summary>Every gradient element is clipped to [-ClipValue, ClipValue]; null for no clipping.</summary>
    [Id(6)] public double? ClipValue { get; init; }

    /// <summary>All gradients are scaled together so that their global L2 norm is at most this; null for no limit.</summary>
    [Id(7)] public double? ClipNorm { get; init; }

    [Id(8)] public required OptimizerSettings Optimizer { get; init; }

    [Id(9)] public required ScheduleSettings Schedule { get; init; }

    /// <summary>Number of epochs in the spec. Schedules refer to it; a sweep that is extended later trains beyond it.</summary>
    [Id(10)] public required int Epochs { get; init; }

    [Id(11)] public required int Batch { get; init; }

    /// <summary>Whether the last, incomplete batch of an epoch is left out.</summary>
    [Id(12)] public bool DropRemainder { get; init; }

    /// <summary>Whether each epoch visits the training images in a new order.</summary>
    [Id(13)] public bool Shuffle { get; init; } = true;

    [Id(14)] public EarlyStoppingSettings? EarlyStopping { get; init; }

    [Id(15)] public required CheckpointSettings Checkpoints { get; init; }

    /// <summary>The range test; null for trials that train. The optimizer's rate and the schedule then follow from it.</summary>
    [Id(16)] public RangeTestSettings? RangeTest { get; init; }

    /// <summary>Whether the training images are scored with the final weights. It changes nothing about the training.</summary>
    [Id(17)] public bool ScoresTraining { get; init; }
}

/// <summary>One hidden layer.</summary>
[GenerateSerializer, Immutable, Alias("layer-settings")]
public sealed record LayerSettings([property: Id(0)] int Width, [property: Id(1)] Activation Activation);

[GenerateSerializer, Alias("activation")]
public enum Activation
{
    Linear,
    Relu,

    /// <summary>x for x above 0, else 0.2 x (Keras 3's default slope).</summary>
    LeakyRelu,

    /// <summary>x for x above 0, else exp(x) - 1 (alpha = 1). Clevert et al. 2015.</summary>
    Elu,

    /// <summary>Scaled ELU, alpha 1.67326324, scale 1.05070099. Klambauer et al. 2017.</summary>
    Selu,

    /// <summary>x Phi(x) with the exact Gaussian distribution function. Hendrycks and Gimpel 2016.</summary>
    Gelu,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,
    Tanh,
    Sigmoid,
}

/// <summary>The distribution of initial weights or biases. Fans are those of the layer; variance scaling after Glorot and Bengio 2010 and
/// He et al. 2015.</summary>
/// <param name="Mean">Mean, for <see cref="InitializerKind.Normal"/>.</param>
/// <param name="Deviation">Standard deviation, for <see cref="InitializerKind.Normal"/>.</param>
[GenerateSerializer, Immutable, Alias("initializer-settings")]
public sealed record InitializerSettings(
    [property: Id(0)] InitializerKind Kind,
    [property: Id(1)] double Mean = 0,
    [property: Id(2)] double Deviation = 1);

[GenerateSerializer, Alias("initializer-kind")]
public enum InitializerKind
{
    Zeros,

    /// <summary>Uniform in ±sqrt(6 / (fan in + fan out)).</summary>
    GlorotUniform,

    /// <summary>Normal, not truncated, variance 2 / (fan in + fan out).</summary>
    GlorotNormal,

    /// <summary>Uniform in ±sqrt(6 / fan in).</summary>
    HeUniform,

    /// <summary>Normal, not truncated, variance 2 / fan in.</summary>
    HeNormal,

    /// <summary>Uniform in ±sqrt(3 / fan in).</summary>
    LecunUniform,

    /// <summary>Normal, not truncated, variance 1 / fan in.</summary>
    LecunNormal,

    /// <summary>Normal with the given mean and standard deviation.</summary>
    Normal,
}
