using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Trials;

/// <summary>The steps of a range test so far, and whether it has ended.</summary>
public sealed class RangeTestCurve
{
    private readonly RangeTestSettings _settings;
    private readonly BiasCorrectedAverage _average;
    private readonly List<double> _losses = [];
    private readonly List<double> _means = [];
    private double _least = double.PositiveInfinity;

    public RangeTestCurve(RangeTestSettings settings) => (_settings, _average) = (settings, new(settings.Smoothing));

    public IReadOnlyList<double> Losses => _losses;

    public IReadOnlyList<double> RunningMeans => _means;

    /// <summary>Whether the loss has diverged.</summary>
    public bool Diverged { get; private set; }

    /// <summary>Whether no step is left, however many epochs there are.</summary>
    public bool HasEnded => Diverged || _losses.Count >= _settings.MaxSteps;

    /// <summary>Adds a step.</summary>
    /// <param name="loss">The loss of its minibatch; finite.</param>
    /// <param name="mean">The mean loss over the images of the epoch so far; finite.</param>
    public void Add(double loss, double mean)
    {
        _losses.Add(loss);
        _means.Add(mean);
        var smoothed = _average.Add(loss);
        _least = Math.Min(_least, smoothed);
        Diverged |= smoothed > _settings.Divergence * _least;
    }

    /// <summary>Records that the loss is no longer finite.</summary>
    public void Diverge() => Diverged = true;

    /// <summary>The result; at least one step must have been added.</summary>
    public RangeTestResult Result() => new()
    {
        Settings = _settings,
        Losses = _losses.ToEquatableArray(),
        RunningMeans = _means.ToEquatableArray(),
        Diverged = Diverged,
    };
}
