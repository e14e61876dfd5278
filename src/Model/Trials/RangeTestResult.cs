using SweepCluster.Model.Configurations;

namespace SweepCluster.Model.Trials;

/// <summary>The curve of a learning-rate range test and the rates that it suggests. Steps count from 0.</summary>
[GenerateSerializer, Immutable, Alias("range-test-result")]
public sealed record RangeTestResult
{
    [Id(0)] public required RangeTestSettings Settings { get; init; }

    /// <summary>Mean loss of each step's minibatch before the step; at least one, all finite.</summary>
    [Id(1)] public required EquatableArray<double> Losses { get; init; }

    /// <summary>For each step the mean loss over the images of the epoch so far, as Keras logs it.</summary>
    [Id(2)] public required EquatableArray<double> RunningMeans { get; init; }

    /// <summary>Whether the test ended because the loss diverged.</summary>
    [Id(3)] public bool Diverged { get; init; }

    /// <summary>The step with the minimum of the running mean; the first of equal ones.</summary>
    public int MinimumStep
    {
        get
        {
            var least = 0;
            for (var step = 1; step < RunningMeans.Count; step++)
                least = RunningMeans[step] < RunningMeans[least] ? step : least;
            return least;
        }
    }

    public double MinimumLoss => RunningMeans[MinimumStep];

    /// <summary>The rate at the minimum of the running mean.</summary>
    public double MinimumRate => Rate(MinimumStep);

    /// <summary>Half of the rate at the minimum, the suggestion of the rule <c>minimum/2</c>. If that is below the rates that were tested,
    /// the rate of the first step.</summary>
    public double HalfOfMinimum => Math.Max(MinimumRate / 2, Settings.Start);

    /// <summary>Whether half of the rate at the minimum is below the rates that were tested.</summary>
    public bool IsHalfUntested => MinimumRate / 2 < Settings.Start;

    /// <summary>The rate of the last step.</summary>
    public double LastRate => Rate(Losses.Count - 1);

    /// <summary>The rate at which the smoothed loss falls steepest over the logarithm of the rate; the rule <c>steepest</c>.</summary>
    public double SteepestRate => Rate(SteepestStep());

    public double Rate(int step) => Settings.Start * Numerics.DeterministicMath.Power(Settings.Factor, step);

    /// <summary>For each step the exponential moving average of the losses, corrected for its start at 0 (as Adam's moments are).</summary>
    public EquatableArray<double> Smoothed()
    {
        var smoothed = new double[Losses.Count];
        var average = new BiasCorrectedAverage(Settings.Smoothing);
        for (var step = 0; step < smoothed.Length; step++)
            smoothed[step] = average.Add(Losses[step]);
        return smoothed.ToEquatableArray();
    }

    // The slope over a fiftieth of the steps to either side, so that a single step's noise doesn't decide; only up to the minimum of the
    // smoothed loss, and after the first tenth of that range, where the average is based on few losses.
    private int SteepestStep()
    {
        var smoothed = Smoothed();
        var least = Enumerable.Range(0, smoothed.Count).MinBy(step => smoothed[step]);
        var reach = Math.Max(1, smoothed.Count / 50);
        var (steepest, slope) = (least, 0.0);
        for (var step = least / 10; step <= least; step++)
        {
            var (low, high) = (Math.Max(0, step - reach), Math.Min(smoothed.Count - 1, step + reach));
            var own = high == low ? 0 : (smoothed[high] - smoothed[low]) / (high - low);
            if (own < slope)
                (steepest, slope) = (step, own);
        }

        return steepest;
    }
}

/// <summary>An exponential moving average whose first values aren't biased towards 0.</summary>
/// <param name="weight">The weight of past values, 0 to below 1.</param>
public sealed class BiasCorrectedAverage(double weight)
{
    private double _average;
    private double _past = 1;

    /// <summary>Adds a value, and returns the average.</summary>
    public double Add(double value)
    {
        _average = (weight * _average) + ((1 - weight) * value);
        _past *= weight;
        return _average / (1 - _past);
    }
}
