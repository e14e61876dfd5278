namespace SweepCluster.Model.Configurations;

/// <summary>The names that specs and exports use for activations, initialisers, optimizers, conventions and schedules.</summary>
public static class ConfigurationNames
{
    public static NameTable<Activation> Activations { get; } = new(
        ("linear", Activation.Linear), ("relu", Activation.Relu), ("leaky_relu", Activation.LeakyRelu), ("elu", Activation.Elu),
        ("selu", Activation.Selu), ("gelu", Activation.Gelu), ("softplus", Activation.Softplus), ("tanh", Activation.Tanh),
        ("sigmoid", Activation.Sigmoid));

    public static NameTable<InitializerKind> Initializers { get; } = new(
        ("zeros", InitializerKind.Zeros), ("glorot_uniform", InitializerKind.GlorotUniform),
        ("glorot_normal", InitializerKind.GlorotNormal),
        ("he_uniform", InitializerKind.HeUniform), ("he_normal", InitializerKind.HeNormal), ("lecun_uniform", InitializerKind.LecunUniform),
        ("lecun_normal", InitializerKind.LecunNormal), ("normal", InitializerKind.Normal));

    public static NameTable<OptimizerKind> Optimizers { get; } = new(
        ("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW), ("rmsprop", OptimizerKind.RmsProp),
        ("adagrad", OptimizerKind.Adagrad), ("adadelta", OptimizerKind.Adadelta), ("nadam", OptimizerKind.Nadam));

    public static NameTable<OptimizerConvention> Conventions { get; } = new(
        ("keras", OptimizerConvention.Keras), ("tf1", OptimizerConvention.Tf1), ("pytorch", OptimizerConvention.PyTorch));

    public static NameTable<ScheduleKind> Schedules { get; } = new(
        ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("exponential", ScheduleKind.Exponential),
        ("cosine", ScheduleKind.Cosine));
}

/// <summary>Names of values, one each, in the order in which they are listed.</summary>
public sealed class NameTable<T>(params (string Name, T Value)[] entries)
    where T : struct, Enum
{
    public EquatableArray<string> Names { get; } = entries.Select(entry => entry.Name).ToEquatableArray();

    /// <exception cref="ArgumentOutOfRangeException">The table has no such name.</exception>
    public T Value(string name)
    {
        foreach (var entry in entries)
        {
            if (entry.Name == name)
                return entry.Value;
        }

        throw new ArgumentOutOfRangeException(nameof(name), name, $"Known: {string.Join(", ", Names)}.");
    }

    public string Name(T value) => entries.First(entry => entry.Value.Equals(value)).Name;
}
