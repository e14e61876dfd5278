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

    public static TrialRecord Start(TrialRecord trial, int pass, DateTimeOffset at) => trial with
    {
        State = TrialState.Running,
        Attempt = trial.Attempt + 1,
        Pass = pass,
        Final = null,
        FinishedAt = null,
        Reason = "",
        StartedAt = trial.Attempt == 0 ? at : trial.StartedAt,
    };

    public static TrialRecord Report(TrialRecord trial, EpochReport report, ObjectiveSpec objective)
    {
        var value = report.Value(objective.Metric);
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
        TrialOutcome.Succeeded succeeded => trial with
        {
            State = TrialState.Succeeded,
            Final = succeeded.Metrics,
            StoppedEarly = succeeded.StoppedEarly,
            Parameters = succeeded.Metrics.Parameters,
            Objective = FinalObjective(trial, succeeded.Metrics, objective),
            FinishedAt = at,
        },
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
        TrialOutcome.Failed failed => trial with
        {
            State = TrialState.Failed,
            Failures = trial.Failures + 1,
            Reason = failed.Reason,
            FinishedAt = at,
        },
        TrialOutcome.Interrupted => trial with { State = TrialState.Waiting },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    public static TrialRecord Cancel(TrialRecord trial, DateTimeOffset at) => trial with { State = TrialState.Cancelled, FinishedAt = at };

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
