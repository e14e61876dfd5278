using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Runtime.Sessions;

/// <summary>One sweep being run by a host, from claim to release: its ledger, its running time, its wall-time limit, and the requests that
/// other processes post. The host is a run of this process or the grain of a sweep; it saves, and calls one method at a time.</summary>
/// <param name="ledger">The decisions that are not saved yet.</param>
public sealed class SweepSession(SweepSpec spec, SweepLedger ledger, IResultStore store, DecisionLog log, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly double _secondsBefore = ledger.State.Sweep.RunSeconds;
    private double _savedSeconds = ledger.State.Sweep.RunSeconds;

    public SweepSpec Spec { get; } = spec;

    public SweepLedger Ledger { get; } = ledger;

    /// <summary>The decided state, which may not be saved yet.</summary>
    public SweepState State => Ledger.State;

    /// <summary>The time since the session began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Logs that the session has started.</summary>
    public void LogStart() =>
        log.SessionStarted(State.Sweep.Id, State.Sweep.Pass, State.Running.Count, State.Waiting.Count, State.Unfinished, _secondsBefore);

    /// <summary>Logs that the session has ended.</summary>
    /// <param name="reason">A text for people.</param>
    public void LogEnd(string reason)
    {
        var (seconds, status) = (Elapsed.TotalSeconds, State.Sweep.Status.ToString().ToLowerInvariant());
        log.SessionEnded(State.Sweep.Id, seconds, status, reason);
    }

    /// <summary>Applies a change that a user asked for, unless it was made before.</summary>
    /// <returns>Why the rules refuse it; null if it is applied.</returns>
    /// <exception cref="KeyReusedException">Its key was used for another change.</exception>
    public async Task<SweepException?> ChangeAsync(SweepChange change)
    {
        if (await RepeatedRequests.FindAsync(store, State.Sweep.Id, change.Key, time.GetUtcNow(), CancellationToken.None) is not null)
            return null;
        var retried = await RetriedTrials.ReadAsync(store, State.Sweep.Id, change);
        return SweepChanges.Apply(Ledger, change, retried, time.GetUtcNow()) is { } refusal ? new SweepException(refusal) : null;
    }

    /// <summary>Pauses the sweep once its wall-time limit is reached.</summary>
    public void LimitWallTime()
    {
        if (State.Limits.WallTime is not { } limit || Elapsed < limit || !State.IsActive)
            return;
        var reason = $"the wall-time limit of {limit:g} (limits.wall_time) is reached";
        Ledger.Apply(new SweepEvent.PauseRequested(time.GetUtcNow(), reason));
    }

    /// <summary>Takes the request that another process posted, if there is one.</summary>
    /// <param name="applies">False: the request was posted before this session and is dropped.</param>
    public async Task TakeRequestAsync(bool applies = true)
    {
        if (await store.TakeRequestAsync(State.Sweep.Id, CancellationToken.None) is { } request && applies)
            Ledger.Apply(SweepChanges.Event(request, time.GetUtcNow()));
    }

    /// <summary>The record that an earlier pass left of the trial that is leased next. It is null in the first pass, and if a waiting trial
    /// is leased before it. Decisions made while the record is read may move the cursor; the record is then read again.</summary>
    public async ValueTask<TrialRecord?> FindPreviousAsync()
    {
        while (State.Sweep.Pass > 0 && State.LeasesNext)
        {
            var trial = State.Next;
            var previous = await store.FindTrialAsync(State.Sweep.Id, trial, CancellationToken.None);
            // A trial still running in an earlier pass was cut off there.
            if (State.Next == trial && State.LeasesNext)
                return previous is { State: TrialState.Running } ? previous with { State = TrialState.Waiting } : previous;
        }

        return null;
    }

    /// <summary>Notes the running time with the next save: with any other change of the sweep, every second, and at the end.</summary>
    /// <param name="isEnding">Whether nothing runs and nothing is about to run.</param>
    public void SpendTime(bool isEnding)
    {
        var seconds = _secondsBefore + Elapsed.TotalSeconds;
        if (Ledger.HasSweepChange || seconds - _savedSeconds >= 1 || (isEnding && seconds > _savedSeconds))
            Ledger.Spend(_savedSeconds = seconds);
    }

    /// <summary>The remaining time; null before it can be estimated, for a sweep that is not active, and for one whose schedule decides on
    /// the way how much there is to train.</summary>
    /// <param name="state">The sweep as it is shown, which may be older than <see cref="State"/>.</param>
    /// <param name="tally">What has happened in this session.</param>
    public TimeSpan? Remaining(SweepState state, TrialTally tally, IReadOnlyList<RunningTrial> running) =>
        state.IsActive && state.Schedule is null
            ? RemainingTime.Estimate(OpenTrials.FromState(state), new(tally.Ended, tally.RestoredShares), running, Elapsed)
            : null;
}
