using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.VirtualTime;

/// <summary>The trials that a scheduler decides about, and how it compares them.</summary>
/// <param name="Configurations">Number of configurations; trial n has configuration n modulo this number.</param>
/// <param name="Epochs">Number of epochs after which a trial is complete.</param>
/// <param name="Goal">Whether a small or a great objective is good.</param>
/// <param name="Counted">The epoch that counts: the last one that was trained, or the best one so far.</param>
public sealed record ScheduledTrials(long Configurations, int Epochs, Goal Goal, ObjectiveEpoch Counted = ObjectiveEpoch.Last)
{
    /// <summary>The score of a trial without an objective; every other score is less.</summary>
    internal const double NoScore = double.PositiveInfinity;

    /// <summary>A value as a score, of which the least is the best.</summary>
    internal double Score(double? value) => value is not { } number ? NoScore : Goal == Goal.Minimize ? number : -number;

    /// <summary>The value of a score; null if there is none.</summary>
    internal double? Value(double score) => score == NoScore ? null : Goal == Goal.Minimize ? score : -score;

    /// <summary>The score of a trial after a job. A trial that ended without a value has none, whatever it had before.</summary>
    /// <param name="before">Its score before the job; <see cref="NoScore"/> for a new one.</param>
    internal double Score(double before, JobResult result)
    {
        var last = Score(result.Values.Count == 0 ? null : result.Values[^1]);
        return last == NoScore || Counted == ObjectiveEpoch.Last ? last : result.Values.Select(Score).Append(before).Min();
    }
}
