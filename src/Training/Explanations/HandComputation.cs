using SweepCluster.Model.Configurations;
using SweepCluster.Model.Predictions;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Explanations;

/// <summary>Computes the forward pass in plain loops in double precision, which share nothing with the trainer but its weights.</summary>
internal static class HandComputation
{
    // Half of the distance between 1 and the next float32.
    private const double UnitRoundoff = 1.0 / (1 << 24);

    /// <param name="weights">Per layer a kernel, row-major [inputs x units], and a bias.</param>
    /// <param name="hidden">The activations; the layer after them is the output.</param>
    /// <param name="pixels">The pixels, 0 to 255.</param>
    /// <param name="scale">The divisor of each pixel.</param>
    public static Explanation Explain(WeightSnapshot weights, IReadOnlyList<Activation> hidden, ReadOnlySpan<byte> pixels, double scale)
    {
        var values = new double[pixels.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = pixels[i] / scale;
        var input = ValueSummary.Compute(values);
        var variances = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            variances[i] = Square(UnitRoundoff * values[i]);
        var layers = new List<ExplainedLayer>();
        for (var layer = 0; ; layer++)
        {
            var (before, spread) = Product(values, variances, weights.Kernels[layer], weights.Biases[layer]);
            if (layer == hidden.Count)
            {
                var probabilities = DoubleActivation.Softmax(before);
                layers.Add(new(values.Length, before.Length, null, ValueSummary.Compute(before), ValueSummary.Compute(probabilities))
                {
                    FirstBefore = [.. before.Take(ExplainedLayer.MaxFirst)],
                });
                return new(input, layers, before, probabilities, Rounding(probabilities, spread));
            }

            var after = Array.ConvertAll(before, value => DoubleActivation.Apply(hidden[layer], value));
            layers.Add(new(values.Length, before.Length, hidden[layer], ValueSummary.Compute(before), ValueSummary.Compute(after))
            {
                FirstBefore = [.. before.Take(ExplainedLayer.MaxFirst)],
            });
            for (var unit = 0; unit < after.Length; unit++)
                spread[unit] =
                    (spread[unit] * Square(DoubleActivation.Slope(hidden[layer], before[unit]))) + Square(2 * UnitRoundoff * after[unit]);
            (values, variances) = (after, spread);
        }
    }

    // Returns the pre-activations, and the variance that float32 would add: from the inputs, and from the rounding of every partial sum.
    private static (double[] Sums, double[] Variances) Product(double[] values, double[] variances, float[] kernel, float[] bias)
    {
        var units = bias.Length;
        var sums = new double[units];
        var spread = new double[units];
        for (var unit = 0; unit < units; unit++)
        {
            double sum = bias[unit];
            var (inherited, rounded) = (0.0, 0.0);
            for (var i = 0; i < values.Length; i++)
            {
                double weight = kernel[(i * units) + unit];
                sum += weight * values[i];
                inherited += weight * weight * variances[i];
                rounded += sum * sum;
            }

            sums[unit] = sum;
            spread[unit] = inherited + (rounded * Square(UnitRoundoff) / 3);
        }

        return (sums, spread);
    }

    // The derivative of probability k with respect to logit j is p_k (1 if j = k, else 0 - p_j).
    private static double Rounding(double[] probabilities, double[] variances)
    {
        var largest = 0.0;
        for (var k = 0; k < probabilities.Length; k++)
        {
            var variance = 0.0;
            for (var j = 0; j < probabilities.Length; j++)
                variance += Square(probabilities[k] * ((j == k ? 1 : 0) - probabilities[j])) * variances[j];
            largest = Math.Max(largest, variance + Square(UnitRoundoff * probabilities[k]));
        }

        return 3 * Math.Sqrt(largest);
    }

    private static double Square(double value) => value * value;
}
