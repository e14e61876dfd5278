namespace SweepCluster.Model.Configurations;

/// <summary>How many numbers a network learns.</summary>
public static class ParameterCount
{
    /// <summary>Weights and biases of all layers, the output layer included.</summary>
    /// <param name="pixels">Inputs of the first layer.</param>
    /// <param name="classes">Units of the output layer.</param>
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
