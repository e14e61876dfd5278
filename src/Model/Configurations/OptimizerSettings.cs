namespace SweepCluster.Model.Configurations;

/// <summary>An optimizer with every parameter filled in; parameters that its kind doesn't have are 0.</summary>
[GenerateSerializer, Immutable, Alias("optimizer-settings")]
public sealed record OptimizerSettings
{
    [Id(0)] public required OptimizerKind Kind { get; init; }

    /// <summary>The framework whose formula is used where frameworks differ; see <c>docs/spec.md</c>.</summary>
    [Id(1)] public OptimizerConvention Convention { get; init; }

    [Id(2)] public required double LearningRate { get; init; }

    [Id(3)] public double Momentum { get; init; }

    [Id(4)] public bool Nesterov { get; init; }

    [Id(5)] public double Beta1 { get; init; }

    [Id(6)] public double Beta2 { get; init; }

    /// <summary>Decay of the running mean of squared gradients (RMSprop, Adadelta).</summary>
    [Id(7)] public double Rho { get; init; }

    [Id(8)] public double Epsilon { get; init; }

    /// <summary>Decoupled weight decay (AdamW): each step multiplies kernels and biases by 1 - rate * decay.</summary>
    [Id(9)] public double WeightDecay { get; init; }

    /// <summary>Start value of the accumulator of squared gradients (Adagrad; RMSprop under TF1).</summary>
    [Id(10)] public double InitialAccumulator { get; init; }
}

[GenerateSerializer, Alias("optimizer-kind")]
public enum OptimizerKind
{
    Sgd,
    Adam,
    AdamW,
    RmsProp,
    Adagrad,
    Adadelta,
    Nadam,
}

[GenerateSerializer, Alias("optimizer-convention")]
public enum OptimizerConvention
{
    Keras,
    Tf1,
    PyTorch,
}

/// <summary>The schedule of the learning rate. Steps are optimizer steps, counted from 0; with <c>S</c> steps an epoch and warm-up of <c>u
/// = WarmupEpochs * S</c> steps the rate first rises linearly, <c>rate * min(1, (t + 1) / u)</c> for <c>t &lt; u</c>.</summary>
/// <param name="Gamma">The factor of <see cref="ScheduleKind.Step"/> and <see cref="ScheduleKind.Exponential"/>.</param>
/// <param name="Every">Number of epochs (step), or of epochs or batches (exponential), between two factors.</param>
/// <param name="PerBatch">Whether <paramref name="Every"/> counts batches instead of epochs (exponential).</param>
/// <param name="Minimum">The fraction of the rate at which cosine ends, after the configuration's epochs.</param>
[GenerateSerializer, Immutable, Alias("schedule-settings")]
public sealed record ScheduleSettings(
    [property: Id(0)] ScheduleKind Kind,
    [property: Id(1)] double Gamma = 1,
    [property: Id(2)] int Every = 1,
    [property: Id(3)] bool PerBatch = false,
    [property: Id(4)] double Minimum = 0,
    [property: Id(5)] double WarmupEpochs = 0)
{
    public static ScheduleSettings Constant { get; } = new(ScheduleKind.Constant);
}

[GenerateSerializer, Alias("schedule-kind")]
public enum ScheduleKind
{
    Constant,

    /// <summary>rate * gamma^floor(epoch / every).</summary>
    Step,

    /// <summary>rate * gamma^floor(t / every), t in epochs or batches.</summary>
    Exponential,

    /// <summary>rate * (minimum + (1 - minimum) * (1 + cos(pi * t / T)) / 2), t in steps after warm-up, T the steps of the
    /// configuration's epochs less warm-up; stays at the minimum afterwards. Loshchilov and Hutter 2016, without restarts.</summary>
    Cosine,
}

/// <summary>Stops a trial whose <paramref name="Metric"/> has not improved by more than <paramref name="MinimumDelta"/> for
/// <paramref name="Patience"/> epochs, as Keras' <c>EarlyStopping</c>.</summary>
/// <param name="RestoreBest">Whether the weights of the best epoch are restored before the test set is evaluated, even if the trial was not
/// stopped early.</param>
/// <param name="IsReversed">Whether a loss improves by rising, or an accuracy by falling, because the metric is the objective's and its
/// goal says so.</param>
[GenerateSerializer, Immutable, Alias("early-stopping-settings")]
public sealed record EarlyStoppingSettings(
    [property: Id(0)] Metric Metric,
    [property: Id(1)] int Patience,
    [property: Id(2)] double MinimumDelta,
    [property: Id(3)] bool RestoreBest,
    [property: Id(4)] bool IsReversed = false);

/// <summary>The checkpoints that a trial keeps. The last one is always written when a trial is interrupted, and during training at most
/// every few seconds, so that a crash costs little.</summary>
/// <param name="Last">Whether to keep the weights and optimizer state at the end, from which <c>extend --epochs</c> continues.</param>
/// <param name="Best">Whether to keep the weights of the best epoch by <paramref name="BestMetric"/>.</param>
/// <param name="Every">Number of epochs between two kept checkpoints; 0 for none.</param>
/// <param name="IsReversed">Whether the best epoch has the maximum loss, or the minimum accuracy, because the objective's goal says
/// so.</param>
[GenerateSerializer, Immutable, Alias("checkpoint-settings")]
public sealed record CheckpointSettings(
    [property: Id(0)] bool Last,
    [property: Id(1)] bool Best,
    [property: Id(2)] int Every,
    [property: Id(3)] Metric BestMetric,
    [property: Id(4)] bool IsReversed = false);
