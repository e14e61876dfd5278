using System.Diagnostics.CodeAnalysis;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Runtime.Decisions;

/// <summary>Logs what the rules of sweeps decide; the rules themselves log nothing.</summary>
[SuppressMessage("Performance", "CA1873", Justification = "Nothing below is reached while the level is off.")]
public static class RuleDecisions
{
    /// <summary>Logs a decision: what <see cref="Sweeps.Running.SweepLedger"/> calls for each event.</summary>
    public static void Decided(this DecisionLog log, SweepEvent happened, SweepDecision decision)
    {
        if (!log.IsEnabled)
            return;
        if (decision.Refusal is { } refusal)
        {
            Refused(log, decision.State.Sweep.Id, happened, refusal);
            return;
        }

        foreach (var effect in decision.Effects)
            Write(log, happened, decision, effect);
    }

    private static void Refused(DecisionLog log, string sweep, SweepEvent happened, string refusal)
    {
        switch (happened)
        {
            case SweepEvent.EpochReported epoch:
                log.ReportRefused(sweep, epoch.Trial, epoch.Attempt, $"epoch {epoch.Report.Epoch}", refusal);
                break;
            case SweepEvent.TrialEnded ended:
                log.ReportRefused(sweep, ended.Trial, ended.Attempt, $"the end ({Text(ended.Outcome)})", refusal);
                break;
            default:
                log.RequestRefused(sweep, happened.GetType().Name, refusal);
                break;
        }
    }

    private static void Write(DecisionLog log, SweepEvent happened, SweepDecision decision, SweepEffect effect)
    {
        var (state, sweep) = (decision.State, decision.State.Sweep);
        switch (effect, happened)
        {
            case (SweepEffect.StartTrial { Trial: var trial }, SweepEvent.LeaseRequested lease):
                log.TrialLeased(
                    sweep.Id, trial.Trial, trial.Attempt, Reason(trial, lease), trial.Failures, trial.LostAttempts, state.IsSuspect(trial));
                break;
            case (SweepEffect.SaveTrial { Trial: { State: not TrialState.Running } passed }, SweepEvent.LeaseRequested):
                log.TrialPassedOver(sweep.Id, passed.Trial, sweep.Pass, Text(passed.State), passed.StoppedEarly);
                break;
            case (SweepEffect.SaveTrial { Trial: var after }, SweepEvent.TrialEnded ended) when after.Trial == ended.Trial:
                log.AttemptEnded(
                    sweep.Id, after.Trial, ended.Attempt, Text(ended.Outcome), after.EpochsTrained, Text(after.State),
                    Reason(after, ended.Outcome), after.Failures, after.LostAttempts, state.IsSuspect(after));
                break;
            case (SweepEffect.InterruptTrial interrupt, _):
                log.TrialInterrupted(sweep.Id, interrupt.Trial, interrupt.Attempt, $"the sweep is {Text(sweep.Status)}");
                break;
            case (SweepEffect.SaveEvent { Event: { Trial: null } changed }, _):
                log.SweepChanged(sweep.Id, changed.Kind, Text(sweep.Status), Reason(changed));
                break;
            default:
                // What follows from the decisions above.
                break;
        }
    }

    private static string Reason(EventRecord changed) => changed switch
    {
        { Detail.Length: > 0 } => changed.Detail,
        { Kind: "finished" } => "every trial has ended",
        _ => "by request",
    };

    private static string Reason(TrialRecord trial, SweepEvent.LeaseRequested lease) => trial switch
    {
        _ when lease.Previous?.Trial == trial.Trial => "this pass continues a trial that an earlier pass left",
        { Attempt: 1 } => "it is the next one that was never leased",
        _ => "it waited to be leased again",
    };

    private static string Reason(TrialRecord trial, TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Failed or TrialOutcome.Lost or TrialOutcome.Diverged => trial.Reason,
        TrialOutcome.Succeeded { StoppedEarly: true } => "its early stopping rule",
        TrialOutcome.Succeeded => "it has reached its target",
        TrialOutcome.Interrupted => "it gave its lease back",
        TrialOutcome.Paused => "it has reached the epoch at which the schedule decides",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    private static string Text(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Succeeded { StoppedEarly: true } => "stopped early",
        TrialOutcome.Succeeded => "succeeded",
        TrialOutcome.Diverged => "diverged",
        TrialOutcome.Failed => "failed",
        TrialOutcome.Lost => "lost",
        TrialOutcome.Interrupted => "interrupted",
        TrialOutcome.Paused => "paused",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    private static string Text(Enum value) => value.ToString().ToLowerInvariant();
}
