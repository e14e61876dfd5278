namespace SweepCluster.Model.Configurations;

/// <summary>Computes the number of parameters of a network.</summary>
public static class ParameterCount
{
    /// <summary>Number of weights and biases of all layers, including the output layer.</summary>
    /// <param name="pixels">Number of inputs of the first layer.</param>
    /// <param name="classes">Number of units of the output layer.</param>
    public static long Compute(TrialConfiguration configuration, int pixels = 784, int classes = 10)
    {
        var inputs = (long)pixels;
        var count = 0L;
        foreach (var layer in configuration.Hidden)
        {
            count += (inputs + 1) * layer.Width;
            inputs = layer.Width;
        }

        return count + ((inputs + 1) * classes);
    }
}
