namespace SweepCluster.Model.Configurations;

/// <summary>A learning-rate range test (Smith 2017, "Cyclical learning rates for training neural networks", section 3.3): the rate of step
/// t, from 0, is <paramref name="Start"/> * <paramref name="Factor"/>^t.</summary>
/// <param name="Start">Above 0.</param>
/// <param name="Factor">Above 1.</param>
/// <param name="End">The test ends before a step whose rate would be above this.</param>
/// <param name="Divergence">The test ends when the smoothed loss exceeds its minimum times this; null: only a loss that isn't finite ends
/// it.</param>
/// <param name="Smoothing">The weight of past values in the smoothed loss, 0 to below 1.</param>
[GenerateSerializer, Immutable, Alias("range-test-settings")]
public sealed record RangeTestSettings(
    [property: Id(0)] double Start,
    [property: Id(1)] double Factor,
    [property: Id(2)] double End,
    [property: Id(3)] double? Divergence,
    [property: Id(4)] double Smoothing)
{
    /// <summary>The settings that apply if the spec sets none.</summary>
    public static RangeTestSettings Default { get; } = new(Start: 1e-3, Factor: 1.005, End: 10, Divergence: null, Smoothing: 0.98);

    /// <summary>Maximum number of steps.</summary>
    public double MaxSteps => 1 + Math.Floor(Math.Log(End / Start) / Math.Log(Factor));
}
