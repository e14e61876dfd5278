using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>An event of a sweep, at a time given from outside.</summary>
public abstract record SweepEvent(DateTimeOffset At)
{
    /// <summary>A worker slot is free.</summary>
    /// <param name="Previous">The record of trial <see cref="SweepState.Next"/>, if an earlier pass left one.</param>
    public sealed record LeaseRequested(DateTimeOffset At, TrialRecord? Previous = null) : SweepEvent(At);

    public sealed record EpochReported(DateTimeOffset At, long Trial, int Attempt, EpochReport Report) : SweepEvent(At);

    public sealed record TrialEnded(DateTimeOffset At, long Trial, int Attempt, TrialOutcome Outcome) : SweepEvent(At)
    {
        /// <summary>The share of the trial that the attempt took from a checkpoint, 0 to 1; no rule depends on it.</summary>
        public double RestoredShare { get; init; }
    }

    /// <param name="Reason">A text for people: what paused the sweep.</param>
    public sealed record PauseRequested(DateTimeOffset At, string Reason) : SweepEvent(At);

    public sealed record ResumeRequested(DateTimeOffset At) : SweepEvent(At);

    public sealed record CancelRequested(DateTimeOffset At) : SweepEvent(At);

    /// <summary>Ended trials are to be trained again.</summary>
    /// <param name="Trials">Records of the trials in question; open and succeeded ones are left unchanged.</param>
    /// <param name="Cancelled">Whether a cancelled sweep is resumed.</param>
    public sealed record RetryRequested(DateTimeOffset At, IReadOnlyList<TrialRecord> Trials, bool Cancelled) : SweepEvent(At);

    /// <summary>Settings that no trial's result depends on are replaced.</summary>
    /// <param name="Limits">The limits of <paramref name="SpecText"/>.</param>
    public sealed record Edited(DateTimeOffset At, string SpecText, LimitsSpec Limits) : SweepEvent(At);

    /// <summary>Every trained trial continues for a number of further epochs.</summary>
    public sealed record EpochsExtended(DateTimeOffset At, int Epochs) : SweepEvent(At);

    /// <summary>Every configuration is repeated a number of further times.</summary>
    public sealed record SeedsExtended(DateTimeOffset At, int Seeds) : SweepEvent(At);
}
