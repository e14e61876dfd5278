namespace SweepCluster.Model.Configurations;

/// <summary>The optimizer settings that apply if the spec sets none: the defaults of Keras 3, of TensorFlow 1 (<c>tf.train</c>, with Keras'
/// rate where it has none) and of <c>torch.optim</c> 2.</summary>
public static class OptimizerDefaults
{
    /// <exception cref="SweepException">TensorFlow 1 has neither AdamW nor Nadam.</exception>
    public static OptimizerSettings Create(OptimizerKind kind, OptimizerConvention convention)
    {
        if (!Exists(kind, convention))
            throw new SweepException(
                $"optimizer: TensorFlow 1 has no {ConfigurationNames.Optimizers.Name(kind)}. Use convention keras or pytorch.");
        var tf1 = convention == OptimizerConvention.Tf1;
        var torch = convention == OptimizerConvention.PyTorch;
        var plain = new OptimizerSettings { Kind = kind, Convention = convention, LearningRate = 0.001 };
        var adaptive = plain with { Beta1 = 0.9, Beta2 = 0.999, Epsilon = tf1 || torch ? 1e-8 : 1e-7 };
        return kind switch
        {
            OptimizerKind.Sgd => plain with { LearningRate = torch ? 0.001 : 0.01 },
            OptimizerKind.Adam => adaptive,
            OptimizerKind.AdamW => adaptive with { WeightDecay = torch ? 0.01 : 0.004 },
            OptimizerKind.Nadam => adaptive with { LearningRate = torch ? 0.002 : 0.001 },
            OptimizerKind.RmsProp => plain with
            {
                LearningRate = torch ? 0.01 : 0.001,
                Rho = torch ? 0.99 : 0.9,
                Epsilon = tf1 ? 1e-10 : torch ? 1e-8 : 1e-7,
                InitialAccumulator = tf1 ? 1 : 0,
            },
            OptimizerKind.Adagrad => plain with
            {
                LearningRate = torch ? 0.01 : 0.001,
                Epsilon = tf1 ? 0 : torch ? 1e-10 : 1e-7,
                InitialAccumulator = torch ? 0 : 0.1,
            },
            OptimizerKind.Adadelta => plain with
            {
                LearningRate = torch ? 1 : 0.001,
                Rho = torch ? 0.9 : 0.95,
                Epsilon = tf1 ? 1e-8 : torch ? 1e-6 : 1e-7,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown optimizer."),
        };
    }

    /// <summary>Whether that framework has that optimizer.</summary>
    public static bool Exists(OptimizerKind kind, OptimizerConvention convention) =>
        convention != OptimizerConvention.Tf1 || kind is not (OptimizerKind.AdamW or OptimizerKind.Nadam);
}
