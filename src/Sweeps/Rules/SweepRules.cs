using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Rules;

/// <summary>The sweep state machine. It is pure and total: every event has a decision in every state, and an event that is not allowed is
/// refused.</summary>
public static class SweepRules
{
    // The limits of the spec: seed indexes are keys of random numbers, and epochs are counted in 32 bits.
    private const int MaxSeeds = 1_000_000;
    private const int MaxEpochs = 1_000_000;

    public static SweepDecision Apply(SweepState state, SweepEvent happened) => happened switch
    {
        SweepEvent.LeaseRequested lease => Lease(state, lease),
        SweepEvent.EpochReported epoch => ReportEpoch(state, epoch),
        SweepEvent.TrialEnded ended => EndTrial(state, ended),
        SweepEvent.PauseRequested pause => Pause(state, pause),
        SweepEvent.ResumeRequested resume => Resume(state, resume),
        SweepEvent.CancelRequested cancel => Cancel(state, cancel),
        SweepEvent.EpochsExtended extended => ExtendEpochs(state, extended),
        SweepEvent.SeedsExtended extended => ExtendSeeds(state, extended),
        SweepEvent.RetryRequested retry => Retry(state, retry),
        SweepEvent.Edited edited => Edit(state, edited),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Unknown event."),
    };

    private static SweepDecision Lease(SweepState state, SweepEvent.LeaseRequested lease)
    {
        if (!state.IsActive)
            return Refused(state, $"{state.Sweep.Id} is {Text(state.Sweep.Status)}: it has no trial to lease.");
        if (state.Schedule is not null)
        {
            return state.NextScheduled is { } scheduled
                ? Start(state, scheduled, lease.At)
                : Complete(state, [], lease.At);
        }

        if (state.NextWaiting is { } waiting)
            return Start(state, waiting, lease.At);
        if (!state.LeasesNext)
            return Complete(state, [], lease.At);
        var trial = state.Next;
        state = state with { Next = trial + 1 };
        if (lease.Previous is not { } previous)
            return Start(state, state.Create(trial), lease.At);
        if (previous.Trial != trial)
            throw new ArgumentException($"The previous record is of trial {previous.Trial}, not of {trial}.", nameof(lease));
        if (TrialRules.Continues(previous))
            return Start(state, previous, lease.At);
        var passed = previous with { Pass = state.Sweep.Pass };
        return Complete(state, [new SweepEffect.SaveTrial(passed)], lease.At);
    }

    private static SweepDecision Start(SweepState state, TrialRecord trial, DateTimeOffset at)
    {
        var started = TrialRules.Start(trial, state.Sweep.Pass, at);
        return new(
            state.With(started),
            [new SweepEffect.SaveTrial(started), new SweepEffect.StartTrial(started)]);
    }

    private static SweepDecision ReportEpoch(SweepState state, SweepEvent.EpochReported reported)
    {
        if (Fence(state, reported.Trial, reported.Attempt, out var trial) is { } refusal)
            return Refused(state, refusal);
        var updated = TrialRules.Report(trial, reported.Report, state.Objective);
        if (state.Schedule is { } schedule)
        {
            var value = reported.Report.Value(state.Objective.Metric);
            state = state with { Schedule = schedule.Report(reported.Trial, reported.Report.Epoch, value) };
        }

        return new(
            state.With(updated),
            [new SweepEffect.SaveTrial(updated), new SweepEffect.SaveEpoch(new(updated.Trial, reported.Report))]);
    }

    private static SweepDecision EndTrial(SweepState state, SweepEvent.TrialEnded ended)
    {
        if (Fence(state, ended.Trial, ended.Attempt, out var trial) is { } refusal)
            return Refused(state, refusal);
        var outcome = OnPinnedData(state, ended.Outcome);
        var after = TrialRules.End(trial, outcome, state.Objective, state.Limits, ended.At);
        var effects = new List<SweepEffect> { new SweepEffect.SaveTrial(after) };
        if (outcome.Warning.Length > 0)
            effects.Add(Event(ended.At, "trial-warning", outcome.Warning, after.Trial));
        if (after.State is TrialState.Failed or TrialState.Diverged)
            effects.Add(Event(ended.At, after.State == TrialState.Failed ? "trial-failed" : "trial-diverged", after.Reason, after.Trial));
        else if (after.State == TrialState.Succeeded && outcome is not TrialOutcome.Succeeded)
            effects.Add(Event(ended.At, "trial-kept", after.Reason, after.Trial));
        else if (after.State == TrialState.Waiting && outcome is TrialOutcome.Failed or TrialOutcome.Lost)
        {
            var kind = outcome is TrialOutcome.Lost ? "attempt-lost" : "attempt-failed";
            effects.Add(Event(ended.At, kind, $"attempt {trial.Attempt}: {after.Reason}", after.Trial));
        }

        if (FingerprintOf(outcome) is { } fingerprint && state.Sweep.Data is { Fingerprint: null } pin)
        {
            state = state with { Sweep = state.Sweep with { Data = pin with { Fingerprint = fingerprint } } };
            effects.Add(new SweepEffect.SaveSweep(state.Sweep));
        }

        var next = Decide(state.With(after), after, effects, ended.At);
        if (after.State != TrialState.Failed)
            return Complete(next, effects, ended.At);
        next = next with { Failed = next.Failed + 1 };
        // Only a new failure can reach the limit: a sweep that was extended after reaching it continues to the next one.
        if (next.IsActive && next.Limits.Failures is { } limit && next.Failed >= limit)
            return GiveUp(next, SweepStatus.Finished, $"{next.Failed} trials failed, which is the limit", effects, ended.At);
        return Complete(next, effects, ended.At);
    }

    /// <summary>Tells the schedule the result of a trial that has ended its job, and carries out what it decides. Trials that are to start
    /// or to go on are leased later, from the clock's open jobs.</summary>
    private static SweepState Decide(SweepState state, TrialRecord after, List<SweepEffect> effects, DateTimeOffset at)
    {
        if (state.Schedule is not { } schedule || after.State == TrialState.Waiting)
            return state;
        var (next, decisions) = schedule.End(after.Trial, ended: after.State != TrialState.Paused);
        state = state with { Schedule = next };
        foreach (var timed in decisions)
        {
            effects.Add(new SweepEffect.SaveDecision(SweepSchedule.Record(timed)));
            if (timed.Decision is not { Kind: DecisionKind.Stop, Trial: var number }
                || state.Schedule!.Paused.GetValueOrDefault(number) is not { } paused)
                continue;
            var stopped = TrialRules.Stop(paused, state.Schedule.Name, timed.Decision.Reason, at);
            // The trial that has just ended its job is saved once, as stopped.
            effects.RemoveAll(effect => effect is SweepEffect.SaveTrial { Trial: var saved } && saved.Trial == number);
            effects.Add(new SweepEffect.SaveTrial(stopped));
            state = state.With(stopped);
            state = state with { Schedule = state.Schedule! with { Settled = state.Schedule.Settled + 1 } };
        }

        return state;
    }

    private static SweepDecision Pause(SweepState state, SweepEvent.PauseRequested pause)
    {
        if (!state.IsActive)
            return Refused(state, $"{state.Sweep.Id} is {Text(state.Sweep.Status)}: only a running sweep can be paused.");
        return ChangeStatus(state, SweepStatus.Paused, pause.Reason, "paused", pause.At, Interrupts(state));
    }

    private static SweepDecision Resume(SweepState state, SweepEvent.ResumeRequested resume) => state.Sweep.Status switch
    {
        SweepStatus.Running => Complete(state, [Event(resume.At, "resumed", "after a crash or an interruption")], resume.At),
        // A sweep that a limit has ended has work left, once the limit is raised.
        SweepStatus.Paused or SweepStatus.Finished when state.Sweep.Status == SweepStatus.Paused
            || state.Unfinished > 0 => Complete(ChangeStatus(state, SweepStatus.Running, "", "resumed", resume.At, []), resume.At),
        SweepStatus.Finished when state.Schedule is not null => Refused(
            state, $"{state.Sweep.Id} is finished: there is nothing to resume."),
        SweepStatus.Finished => Refused(state, $"{state.Sweep.Id} is finished: there is nothing to resume. "
            + $"To continue it, `./sweep extend {state.Sweep.Id} --epochs +5` or `--seeds +5`."),
        SweepStatus.Cancelled => Refused(
            state, $"{state.Sweep.Id} is cancelled. To continue it, `./sweep retry {state.Sweep.Id} --cancelled`."),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.Sweep.Status, "Unknown status."),
    };

    private static SweepDecision Cancel(SweepState state, SweepEvent.CancelRequested cancel) =>
        state.Sweep.Status is SweepStatus.Running or SweepStatus.Paused
            ? GiveUp(state, SweepStatus.Cancelled, "by request", [], cancel.At)
            : Refused(state, $"{state.Sweep.Id} is {Text(state.Sweep.Status)} already.");

    private static SweepDecision ExtendEpochs(SweepState state, SweepEvent.EpochsExtended extended)
    {
        if (RefuseExtension(state, extended.Epochs, MaxEpochs - state.Sweep.EpochBonus, "epochs") is { } refusal)
            return Refused(state, refusal);
        // The pass starts over: each trial is checked again, waiting ones in their turn.
        var sweep = state.Sweep with { EpochBonus = state.Sweep.EpochBonus + extended.Epochs, Pass = state.Sweep.Pass + 1 };
        state = state with { Sweep = sweep, Next = 0, Waiting = state.Waiting.Clear() };
        return ChangeStatus(state, SweepStatus.Running, "", "extended", extended.At, [], $"by {extended.Epochs} epochs");
    }

    private static SweepDecision ExtendSeeds(SweepState state, SweepEvent.SeedsExtended extended)
    {
        var room = Math.Min(MaxSeeds, long.MaxValue / state.Sweep.Configurations) - state.Sweep.Seeds;
        if (RefuseExtension(state, extended.Seeds, room, "seeds") is { } refusal)
            return Refused(state, refusal);
        if (state.Limits.Trials is { } limit && limit <= state.Trials)
            return Refused(state, $"{state.Sweep.Id} is limited to {limit} trials by its spec (limits.trials): more seeds would add none.");
        state = state with { Sweep = state.Sweep with { Seeds = state.Sweep.Seeds + extended.Seeds } };
        return ChangeStatus(state, SweepStatus.Running, "", "extended", extended.At, [], ExtensionDetail.BySeeds(extended.Seeds));
    }

    /// <summary>Trials below the cursor wait to be leased again; the others keep their place in the pass.</summary>
    private static SweepDecision Retry(SweepState state, SweepEvent.RetryRequested retry)
    {
        var id = state.Sweep.Id;
        if (state.Schedule is { } schedule)
        {
            return Refused(state, $"Trials of {id} can't be trained again: {schedule.Name} has decided by their results how far others are "
                + "trained. Run the spec as a sweep of its own.");
        }

        if (state.Sweep.Status == SweepStatus.Cancelled != retry.Cancelled)
        {
            return Refused(state, retry.Cancelled
                ? $"{id} is {Text(state.Sweep.Status)}, not cancelled: `./sweep retry {id}` trains its failed trials again."
                : $"{id} is cancelled. To continue it, `./sweep retry {id} --cancelled`.");
        }

        var retried = retry.Trials.Where(trial => TrialRules.MayBeRetried(trial) && state.Find(trial.Trial) is null).ToList();
        if (retried.Count == 0 && !retry.Cancelled)
        {
            return Refused(state, retry.Trials.Count == 1
                ? $"Trial {retry.Trials[0].Trial} of {id} is {Text(retry.Trials[0].State)}. "
                    + "Only failed and cancelled trials can be trained again."
                : $"{id} has no failed trial to train again.");
        }

        var effects = new List<SweepEffect>();
        foreach (var trial in retried)
        {
            var waiting = TrialRules.Retry(trial, trial.Trial < state.Next ? state.Sweep.Pass : trial.Pass);
            if (trial.Trial < state.Next)
                state = state.With(waiting);
            if (trial.State == TrialState.Failed)
                state = state with { Failed = state.Failed - 1 };
            effects.Add(new SweepEffect.SaveTrial(waiting));
        }

        return Complete(
            ChangeStatus(
                state, SweepStatus.Running, "", "retried", retry.At, effects, retried.Count == 1 ? "1 trial" : $"{retried.Count} trials"),
            retry.At);
    }

    private static SweepDecision Edit(SweepState state, SweepEvent.Edited edited)
    {
        if (state.IsActive || !state.Running.IsEmpty)
            return Refused(state, $"{state.Sweep.Id} is running: pause it first, `./sweep pause {state.Sweep.Id}`.");
        var sweep = state.Sweep with { SpecText = edited.SpecText };
        return new(
            state with { Sweep = sweep, Limits = edited.Limits },
            [new SweepEffect.SaveSweep(sweep), Event(edited.At, "edited", "limits and other settings that no result depends on")]);
    }

    // A worker with other files must not mix its figures into the sweep.
    private static TrialOutcome OnPinnedData(SweepState state, TrialOutcome outcome) =>
        FingerprintOf(outcome) is { } trained && state.Sweep.Data?.Fingerprint is { } pinned
        && trained != pinned
            ? new TrialOutcome.Failed($"it was trained on a data set with the fingerprint {trained}, but the sweep's data set has {pinned}")
            {
                Warning = outcome.Warning,
            }
            : outcome;

    private static string? FingerprintOf(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Succeeded succeeded => succeeded.DataFingerprint,
        TrialOutcome.Paused paused => paused.DataFingerprint,
        _ => null,
    };

    private static string? RefuseExtension(SweepState state, int amount, long room, string unit) => state switch
    {
        { Schedule: { } schedule } => $"{state.Sweep.Id} can't be extended: {schedule.Name} has decided by the figures of its trials how "
            + "far each is trained, and more epochs or seeds would change them. Run the spec with more as a sweep of its own.",
        { Sweep.Status: SweepStatus.Cancelled } =>
            $"{state.Sweep.Id} is cancelled. Continue it first, `./sweep retry {state.Sweep.Id} --cancelled`.",
        { Running.IsEmpty: false } => $"{state.Sweep.Id} has trials running: pause it first, `./sweep pause {state.Sweep.Id}`.",
        _ when amount < 1 => $"{state.Sweep.Id} can't be extended by {amount} {unit}: give at least 1, for example `--{unit} +5`.",
        _ when amount > room => $"{state.Sweep.Id} can't be extended by {amount} {unit}: give at most {Math.Max(0, room)}.",
        _ => null,
    };

    /// <summary>Ends running trials at once and finally. Later reports of their slots are refused by the fence, so that a crash before
    /// these reports leaves nothing open.</summary>
    private static SweepDecision GiveUp(SweepState state, SweepStatus status, string reason, List<SweepEffect> effects, DateTimeOffset at)
    {
        effects.AddRange(Interrupts(state));
        var paused = state.Schedule?.Paused.Values ?? [];
        foreach (var open in state.Running.Values.Concat(state.Waiting.Values).Concat(paused).OrderBy(trial => trial.Trial))
            effects.Add(new SweepEffect.SaveTrial(TrialRules.Cancel(open, at)));
        state = state with
        {
            Running = state.Running.Clear(),
            Waiting = state.Waiting.Clear(),
            Schedule = state.Schedule is { } schedule ? schedule with { Paused = schedule.Paused.Clear() } : null,
        };
        return ChangeStatus(state, status, reason, status == SweepStatus.Cancelled ? "cancelled" : "finished", at, effects);
    }

    private static IEnumerable<SweepEffect> Interrupts(SweepState state) => state.Running.Values
        .Select(trial => new SweepEffect.InterruptTrial(trial.Trial, trial.Attempt));

    private static SweepDecision ChangeStatus(
        SweepState state, SweepStatus status, string reason, string kind, DateTimeOffset at, IEnumerable<SweepEffect> effects,
        string? detail = null)
    {
        var sweep = state.Sweep with { Status = status, Reason = reason };
        return new(
            state with { Sweep = sweep },
            [.. effects, new SweepEffect.SaveSweep(sweep), Event(at, kind, detail ?? reason)]);
    }

    /// <summary>Finishes the sweep if nothing is left to lease and nothing is open.</summary>
    private static SweepDecision Complete(SweepState state, IReadOnlyList<SweepEffect> effects, DateTimeOffset at) =>
        state.IsActive && state.Unfinished == 0
            ? ChangeStatus(state, SweepStatus.Finished, "", "finished", at, effects)
            : new(state, effects);

    private static SweepDecision Complete(SweepDecision decision, DateTimeOffset at) => Complete(decision.State, decision.Effects, at);

    private static string? Fence(SweepState state, long trial, int attempt, out TrialRecord record)
    {
        if (!state.Running.TryGetValue(trial, out record!))
            return $"trial {trial} of {state.Sweep.Id} is not running.";
        return record.Attempt != attempt ? $"attempt {attempt} of trial {trial} is not its newest, which is {record.Attempt}." : null;
    }

    private static SweepEffect.SaveEvent Event(DateTimeOffset at, string kind, string detail, long? trial = null) =>
        new(new(at, kind, trial, detail));

    private static SweepDecision Refused(SweepState state, string reason) => new(state, [], reason);

    private static string Text(Enum status) => status.ToString().ToLowerInvariant();
}
