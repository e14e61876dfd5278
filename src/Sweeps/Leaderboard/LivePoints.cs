using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>Points of running trials that are ahead of what is recorded. Merging takes the later of two points of a trial, so that
/// repeated and reordered batches change nothing.</summary>
public sealed class LivePoints(SweepSpec spec)
{
    private readonly Dictionary<long, TrialPoint> _points = [];

    public int Count => _points.Count;

    public void Merge(IEnumerable<TrialPoint> points)
    {
        foreach (var point in points)
        {
            if (!_points.TryGetValue(point.Trial, out var known) || IsLater(point, known.Attempt, known.Report.Epoch))
                _points[point.Trial] = point;
        }
    }

    /// <summary>The recorded trials, updated with the points that are ahead of them. Points that are not ahead any more are
    /// dropped.</summary>
    public IReadOnlyList<ConfigurationTrials> Over(IReadOnlyList<ConfigurationTrials> recorded) =>
        [.. recorded.Select(configuration => configuration with { Trials = [.. configuration.Trials.Select(Over)] })];

    private TrialRecord Over(TrialRecord trial)
    {
        if (!_points.TryGetValue(trial.Trial, out var point))
            return trial;
        if (trial.State is TrialState.Running && point.Attempt == trial.Attempt && point.Report.Epoch > trial.EpochsTrained)
            return TrialRules.Report(trial, point.Report, spec.Objective);
        _points.Remove(trial.Trial);
        return trial;
    }

    private static bool IsLater(TrialPoint point, int attempt, int epoch) =>
        point.Attempt != attempt ? point.Attempt > attempt : point.Report.Epoch > epoch;
}
