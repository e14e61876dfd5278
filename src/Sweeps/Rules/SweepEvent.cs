using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>Something that happened to a sweep, at a time given from outside.</summary>
public abstract record SweepEvent(DateTimeOffset At)
{
    /// <summary>A worker slot is free.</summary>
    /// <param name="Previous">The record of trial <see cref="SweepState.Next"/>, where an earlier pass left one.</param>
    public sealed record LeaseRequested(DateTimeOffset At, TrialRecord? Previous = null) : SweepEvent(At);

    public sealed record EpochReported(DateTimeOffset At, long Trial, int Attempt, EpochReport Report) : SweepEvent(At);

    public sealed record TrialEnded(DateTimeOffset At, long Trial, int Attempt, TrialOutcome Outcome) : SweepEvent(At);

    /// <param name="Reason">For people: who or what paused it.</param>
    public sealed record PauseRequested(DateTimeOffset At, string Reason) : SweepEvent(At);

    public sealed record ResumeRequested(DateTimeOffset At) : SweepEvent(At);

    public sealed record CancelRequested(DateTimeOffset At) : SweepEvent(At);

    /// <summary>Trials that have ended are to be trained again.</summary>
    /// <param name="Trials">Records of the trials in question; those that are open or succeeded are left alone.</param>
    /// <param name="Cancelled">A cancelled sweep is taken up again.</param>
    public sealed record RetryRequested(DateTimeOffset At, IReadOnlyList<TrialRecord> Trials, bool Cancelled) : SweepEvent(At);

    /// <summary>Settings that no trial's result depends on are replaced.</summary>
    /// <param name="Limits">The limits of <paramref name="SpecText"/>.</param>
    public sealed record Edited(DateTimeOffset At, string SpecText, LimitsSpec Limits) : SweepEvent(At);

    /// <summary>Every trained trial goes on for so many epochs more.</summary>
    public sealed record EpochsExtended(DateTimeOffset At, int Epochs) : SweepEvent(At);

    /// <summary>Every configuration is repeated so many times more.</summary>
    public sealed record SeedsExtended(DateTimeOffset At, int Seeds) : SweepEvent(At);
}
