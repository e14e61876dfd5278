using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>The trial state machine: waiting, running, then succeeded, diverged, failed or cancelled.</summary>
internal static class TrialRules
{
    /// <summary>Whether a new pass takes the trial up again: what was trained goes on, what diverged, failed or stopped by
    /// itself has ended.</summary>
    public static bool GoesOn(TrialRecord trial) => trial.State switch
    {
        TrialState.Running or TrialState.Waiting => true,
        TrialState.Succeeded => !trial.StoppedEarly,
        TrialState.Diverged or TrialState.Failed or TrialState.Cancelled => false,
        _ => throw new ArgumentOutOfRangeException(nameof(trial), trial.State, "Unknown state."),
    };

    /// <summary>Whether another attempt can come to something else. Training that diverged diverges again, to the same bits.</summary>
    public static bool MayBeRetried(TrialRecord trial) => trial.State is TrialState.Failed or TrialState.Cancelled;

    /// <summary>The trial with all its attempts before it again.</summary>
    public static TrialRecord Retry(TrialRecord trial, int pass) => trial with
    {
        State = TrialState.Waiting,
        Pass = pass,
        Failures = 0,
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
        Reason = "",
        StartedAt = trial.Attempt == 0 ? at : trial.StartedAt,
    };

    public static TrialRecord Report(TrialRecord trial, EpochReport report, ObjectiveSpec objective)
    {
        var value = report.Value(objective.Metric);
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

    public static TrialRecord End(TrialRecord trial, TrialOutcome outcome, ObjectiveSpec objective, int attempts, DateTimeOffset at) => outcome switch
    {
        TrialOutcome.Succeeded succeeded => Succeed(trial, succeeded, objective, at),
        TrialOutcome.Diverged diverged when trial.HasResult => Keep(trial, $"training it further diverged in epoch {diverged.Epoch}"),
        TrialOutcome.Diverged diverged => trial with
        {
            State = TrialState.Diverged,
            Parameters = diverged.Parameters,
            Objective = null,
            Reason = $"diverged in epoch {diverged.Epoch}",
            FinishedAt = at,
        },
        TrialOutcome.Failed failed when trial.Failures + 1 < attempts => trial with
        {
            State = TrialState.Waiting,
            Failures = trial.Failures + 1,
            Reason = failed.Reason,
        },
        TrialOutcome.Failed failed when trial.HasResult => Keep(trial, $"training it further failed: {failed.Reason}"),
        TrialOutcome.Failed failed => trial with
        {
            State = TrialState.Failed,
            Failures = trial.Failures + 1,
            Objective = null,
            Reason = failed.Reason,
            FinishedAt = at,
        },
        TrialOutcome.Interrupted => trial with { State = TrialState.Waiting },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    public static TrialRecord Cancel(TrialRecord trial, DateTimeOffset at) => trial.HasResult
        ? Keep(trial, "training it further was cancelled")
        : trial with { State = TrialState.Cancelled, Objective = null, FinishedAt = at };

    // The figures of the continuation take the place of those before.
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
            Final = succeeded.Metrics,
            StoppedEarly = succeeded.StoppedEarly,
            Parameters = succeeded.Metrics.Parameters,
            Objective = FinalObjective(trained, succeeded.Metrics, objective),
            FinishedAt = at,
        };
    }

    // The finished result stands.
    private static TrialRecord Keep(TrialRecord trial, string reason) => trial with
    {
        State = TrialState.Succeeded,
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
