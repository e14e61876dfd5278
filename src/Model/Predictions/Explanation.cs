using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Predictions;

/// <summary>A prediction computed by hand: layer by layer in double precision, from the weights as stored.</summary>
/// <param name="Input">The scaled pixels.</param>
/// <param name="Layers">The hidden layers, then the output layer.</param>
/// <param name="Logits">By class.</param>
/// <param name="Probabilities">By class; they sum to 1.</param>
/// <param name="Rounding">About how far probabilities in float32 may be from these: three standard deviations, to first order, of the
/// roundings of every product added up.</param>
public sealed record Explanation(
    ValueSummary Input, IReadOnlyList<ExplainedLayer> Layers, IReadOnlyList<double> Logits, IReadOnlyList<double> Probabilities,
    double Rounding);

/// <param name="Activation">Null for the output layer, which is followed by softmax.</param>
/// <param name="Before">The pre-activations: what goes into the activation.</param>
/// <param name="After">What comes out of it.</param>
public sealed record ExplainedLayer(int Inputs, int Units, Activation? Activation, ValueSummary Before, ValueSummary After);

/// <param name="Zeros">Share of values that are exactly 0, 0 to 1.</param>
public readonly record struct ValueSummary(double Min, double Mean, double Max, double Zeros)
{
    /// <param name="values">At least one.</param>
    public static ValueSummary Compute(ReadOnlySpan<double> values)
    {
        var (min, sum, max, zeros) = (double.PositiveInfinity, 0.0, double.NegativeInfinity, 0);
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            sum += value;
            max = Math.Max(max, value);
            zeros += value == 0 ? 1 : 0;
        }

        return new(min, sum / values.Length, max, (double)zeros / values.Length);
    }
}
