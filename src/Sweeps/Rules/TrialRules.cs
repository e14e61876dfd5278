using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>The trial state machine: waiting, running, then succeeded, diverged, failed or cancelled.</summary>
internal static class TrialRules
{
    /// <summary>Whether a new pass continues the trial: a trained trial continues; one that diverged, failed or stopped early has
    /// ended.</summary>
    public static bool Continues(TrialRecord trial) => trial.State switch
    {
        TrialState.Running or TrialState.Waiting => true,
        TrialState.Succeeded => !trial.StoppedEarly,
        TrialState.Paused => true,
        TrialState.Diverged or TrialState.Failed or TrialState.Cancelled or TrialState.Stopped => false,
        _ => throw new ArgumentOutOfRangeException(nameof(trial), trial.State, "Unknown state."),
    };

    /// <summary>Whether another attempt can have another result. Training that diverged diverges again, to the same bits.</summary>
    public static bool MayBeRetried(TrialRecord trial) => trial.State is TrialState.Failed or TrialState.Cancelled;

    /// <summary>Whether one more lost attempt fails the trial. The trial may be what ends its processes, and is then trained
    /// alone.</summary>
    public static bool IsSuspect(TrialRecord trial, LimitsSpec limits) =>
        trial.LostAttempts > 0 && trial.LostAttempts >= limits.LostAttempts - 1;

    /// <summary>The trial with its full number of attempts again.</summary>
    public static TrialRecord Retry(TrialRecord trial, int pass) => trial with
    {
        State = TrialState.Waiting,
        Pass = pass,
        Failures = 0,
        LostAttempts = 0,
        Reason = "",
        FinishedAt = null,
    };

    public static TrialRecord Start(TrialRecord trial, int pass, DateTimeOffset at) => trial with
    {
        State = TrialState.Running,
        Attempt = trial.Attempt + 1,
        Pass = pass,
        FinishedAt = trial.HasResult ? trial.FinishedAt : null,
        Continuation = trial.HasResult ? trial.Continuation ?? new(trial.Epochs, null, null, trial.TrainSeconds) : null,
        EpochsAtStart = trial.EpochsTrained,
        Reason = "",
        StartedAt = trial.Attempt == 0 ? at : trial.StartedAt,
    };

    public static TrialRecord Report(TrialRecord trial, EpochReport report, ObjectiveSpec objective)
    {
        var value = report.Value(objective.Metric);
        if (report.Epoch > trial.EpochsTrained)
            trial = trial with { LostAttempts = 0 };
        if (trial.Continuation is { } continuation)
        {
            return trial with
            {
                Continuation = new(
                    Math.Max(continuation.Epochs, report.Epoch),
                    objective.Epoch == ObjectiveEpoch.Best ? Better(continuation.Objective, value, objective.Goal) : Finite(value),
                    report,
                    continuation.TrainSeconds + (report.Epoch > continuation.Epochs ? report.Seconds : 0)),
            };
        }

        return trial with
        {
            Last = report,
            Epochs = Math.Max(trial.Epochs, report.Epoch),
            // A resumed trial reports its epochs again.
            TrainSeconds = trial.TrainSeconds + (report.Epoch > trial.Epochs ? report.Seconds : 0),
            Objective = objective.Epoch == ObjectiveEpoch.Best ? Better(trial.Objective, value, objective.Goal) : Finite(value),
        };
    }

    public static TrialRecord End(
        TrialRecord trial, TrialOutcome outcome, ObjectiveSpec objective, LimitsSpec limits, DateTimeOffset at) => outcome switch
        {
            TrialOutcome.Succeeded succeeded => Succeed(trial, succeeded, objective, at),
            TrialOutcome.Diverged diverged when trial.HasResult => Keep(trial, $"training it further diverged in epoch {diverged.Epoch}"),
            TrialOutcome.Diverged diverged => trial with
            {
                State = TrialState.Diverged,
                Parameters = diverged.Parameters,
                Objective = objective.DivergedValue,
                Reason = $"diverged in epoch {diverged.Epoch}",
                FinishedAt = at,
            },
            TrialOutcome.Failed failed when trial.Failures + 1 < limits.Attempts => trial with
            {
                State = TrialState.Waiting,
                Failures = trial.Failures + 1,
                Reason = failed.Reason,
            },
            TrialOutcome.Failed failed when trial.HasResult => Keep(trial, $"training it further failed: {failed.Reason}"),
            TrialOutcome.Failed failed => Fail(trial, failed.Reason, at),
            TrialOutcome.Lost lost => Lose(trial, lost.Reason, limits.LostAttempts, at),
            TrialOutcome.Interrupted => trial with { State = TrialState.Waiting },
            // An attempt whose epochs were not recorded before its end has to report them again.
            TrialOutcome.Paused when !(trial.EpochsTrained >= trial.StopAt) => trial with { State = TrialState.Waiting },
            TrialOutcome.Paused => trial with { State = TrialState.Paused, LostAttempts = 0 },
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
        };

    /// <summary>The schedule does not train the trial further. Its record stays, without a finished result.</summary>
    /// <param name="by">What decided.</param>
    /// <param name="reason">The figures that it was decided by.</param>
    public static TrialRecord Stop(TrialRecord trial, string by, string reason, DateTimeOffset at) => trial with
    {
        State = TrialState.Stopped,
        Reason = $"stopped at {trial.EpochsTrained} {(trial.EpochsTrained == 1 ? "epoch" : "epochs")} by {by}: {reason}",
        FinishedAt = at,
    };

    public static TrialRecord Cancel(TrialRecord trial, DateTimeOffset at) => trial.HasResult
        ? Keep(trial, "training it further was cancelled")
        : trial with { State = TrialState.Cancelled, Objective = null, FinishedAt = at };

    private static TrialRecord Fail(TrialRecord trial, string reason, DateTimeOffset at) => trial with
    {
        State = TrialState.Failed,
        Failures = trial.Failures + 1,
        Objective = null,
        Reason = reason,
        FinishedAt = at,
    };

    // An attempt that completed an epoch made progress: however often its processes end, the trial reaches its target.
    private static TrialRecord Lose(TrialRecord trial, string reason, int limit, DateTimeOffset at)
    {
        var lost = trial.EpochsTrained > trial.EpochsAtStart ? 0 : trial.LostAttempts + 1;
        trial = trial with { LostAttempts = lost };
        if (lost < limit)
            return trial with { State = TrialState.Waiting, Reason = reason };
        var attempts = lost == 1 ? "an attempt was lost" : $"{lost} attempts in a row were lost";
        return trial.HasResult
            ? Keep(trial, $"training it further failed: {attempts}, the last one because {reason}")
            : Fail(trial, $"{attempts} before a further epoch was completed, the last one because {reason}", at);
    }

    // The figures of the continuation replace the earlier ones.
    private static TrialRecord Succeed(TrialRecord trial, TrialOutcome.Succeeded succeeded, ObjectiveSpec objective, DateTimeOffset at)
    {
        var trained = trial.Continuation is { } continuation
            ? trial with
            {
                Epochs = continuation.Epochs,
                Objective = continuation.Objective,
                Last = continuation.Last,
                TrainSeconds = continuation.TrainSeconds,
                Continuation = null,
            }
            : trial;
        return trained with
        {
            State = TrialState.Succeeded,
            LostAttempts = 0,
            Final = succeeded.Metrics,
            StoppedEarly = succeeded.StoppedEarly,
            Parameters = succeeded.Metrics.Parameters,
            Objective = FinalObjective(trained, succeeded.Metrics, objective),
            FinishedAt = at,
        };
    }

    // The finished result stays.
    private static TrialRecord Keep(TrialRecord trial, string reason) => trial with
    {
        State = TrialState.Succeeded,
        LostAttempts = 0,
        Continuation = null,
        Reason = $"{reason}; the result of {trial.Epochs} {(trial.Epochs == 1 ? "epoch" : "epochs")} stands",
    };

    private static double? FinalObjective(TrialRecord trial, FinalMetrics final, ObjectiveSpec objective) => objective switch
    {
        { Metric: Metric.TestLoss } => Finite(final.TestLoss),
        { Metric: Metric.TestAccuracy } => Finite(final.TestAccuracy),
        { Epoch: ObjectiveEpoch.Best } => trial.Objective,
        _ => Finite(final.Report.Value(objective.Metric)),
    };

    private static double? Better(double? old, double? value, Goal goal)
    {
        if (Finite(value) is not { } candidate)
            return old;
        return old is not { } best || (goal == Goal.Minimize ? candidate < best : candidate > best) ? candidate : old;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
