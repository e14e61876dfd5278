using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Predictions;

/// <summary>A prediction computed by hand: layer by layer in double precision, from the weights as stored.</summary>
/// <param name="Input">The scaled pixels.</param>
/// <param name="Layers">The hidden layers, then the output layer.</param>
/// <param name="Logits">The logits, by class.</param>
/// <param name="Probabilities">The probabilities, by class; they sum to 1.</param>
/// <param name="Rounding">Approximate difference that float32 may make to the probabilities: three standard deviations, to first order, of
/// the sum of the roundings of every product.</param>
public sealed record Explanation(
    ValueSummary Input, IReadOnlyList<ExplainedLayer> Layers, IReadOnlyList<double> Logits, IReadOnlyList<double> Probabilities,
    double Rounding);

/// <param name="Activation">The activation; null for the output layer, which is followed by softmax.</param>
/// <param name="Before">The pre-activations, which are the activation's inputs.</param>
/// <param name="After">The activation's outputs.</param>
public sealed record ExplainedLayer(int Inputs, int Units, Activation? Activation, ValueSummary Before, ValueSummary After)
{
    /// <summary>How many units <see cref="FirstBefore"/> is of at most.</summary>
    public const int MaxFirst = 20;

    /// <summary>The pre-activations of the first units, at most <see cref="MaxFirst"/>, to compare with a computation by hand; empty from a
    /// server of an older version.</summary>
    public IReadOnlyList<double> FirstBefore { get; init; } = [];
}

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
