using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Sessions;
using SweepCluster.Sweeps.Leases;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Grains.Sweeps;

/// <summary>A sweep being run by the cluster, from claim to release. All of it runs on the grain's scheduler, calls interleaved: code
/// between two awaits runs as one step. The rules decide, decisions of several calls are saved together, and no call is answered before its
/// decisions are saved; see <c>docs/adr/0009-cluster-runtime.md</c>.</summary>
internal sealed class ClusterSession : IAsyncDisposable
{
    private readonly SweepSession _session;
    private readonly SweepLedger _ledger;
    private readonly SaveQueue _saves;
    private readonly IAsyncDisposable _claim;
    private readonly DecisionLog _log;
    private readonly TimeProvider _time;
    private readonly TrialDescription _description;
    private readonly LeaseBook _leases;
    private readonly TimeSpan _tick;
    private readonly SemaphoreSlim _leasing = new(1);
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private long _expired;

    public ClusterSession(
        SweepSpec spec, SweepLedger ledger, IAsyncDisposable claim, IResultStore store, ClusterTiming timing, DecisionLog log,
        TimeProvider time)
    {
        (_session, _ledger, _claim, _log, _time) = (new(spec, ledger, store, log, time), ledger, claim, log, time);
        _tick = timing.SweepTick;
        _saves = new(ledger, store);
        _description = new(spec, ledger.State.Sweep.Id, checkpointRoot: null);
        _leases = new(timing.LeaseTimeoutTicks, timing.AdoptionTimeoutTicks);
        foreach (var (trial, record) in ledger.State.Running)
            _leases.Grant(new(trial, record.Attempt), slot: null);
        _session.LogStart();
    }

    public SweepSpec Spec => _session.Spec;

    /// <summary>The decided state; whatever was answered is saved.</summary>
    public SweepState State => _ledger.State;

    /// <summary>Counts of what has happened since the session began.</summary>
    public TrialTally Tally => _ledger.Tally with { LeasesExpired = _expired };

    /// <summary>Whether nothing runs and nothing is left to run.</summary>
    public bool IsOver => !State.HasWork && State.Running.IsEmpty;

    /// <summary>The failure of a machine that stopped the sweep although it has work left.</summary>
    public string? Failure { get; private set; }

    /// <summary>Number of batches saved so far.</summary>
    public long Saved => _saves.Saved;

    /// <summary>The failed save after which the session can't continue.</summary>
    public Exception? SaveFailure => _saves.Failure;

    public async Task<SlotOrders> ExchangeAsync(SlotReport report)
    {
        var newest = _sequences.GetValueOrDefault(report.Slot);
        if (report.Sequence <= newest)
        {
            _log.ReportLate(State.Sweep.Id, report.Slot, report.Sequence, newest);
            return new([], [], Late: true);
        }

        _sequences[report.Slot] = report.Sequence;
        foreach (var trial in report.Trials)
            Apply(report.Slot, trial);
        var lost = _leases.Undelivered(report.Slot);
        var leases = lost.Select(attempt => State.Running[attempt.Trial]).ToList();
        var room = FairRoom;
        await LeaseAsync(report.Slot, Math.Min(report.Room - leases.Count, room), leases);
        if (report.Room > 0 || leases.Count > 0)
            _log.LeasesGranted(State.Sweep.Id, report.Slot, leases.Count, report.Room, room, lost.Count);
        await _saves.SaveAsync();
        var stop = report.Trials.Where(trial => trial.Outcome is null && !MayRun(trial))
            .Select(trial => new TrialAttempt(trial.Trial, trial.Attempt));
        return new(leases.Select(trial => _description.Describe(trial, State.Sweep)).ToEquatableArray(), stop.ToEquatableArray());
    }

    public async Task<SweepRecord> ChangeAsync(SweepChange change)
    {
        if (await _session.ChangeAsync(change) is { } refusal)
            throw refusal;
        Failure = null;
        await SaveAsync();
        return State.Sweep;
    }

    /// <summary>Checks leases, limits and requests.</summary>
    /// <param name="isGone">Whether a slot's silo has been declared dead.</param>
    public async Task TickAsync(Predicate<string> isGone)
    {
        var now = _time.GetUtcNow();
        foreach (var slot in _sequences.Keys.Where(slot => isGone(slot)).ToList())
            _sequences.Remove(slot);
        foreach (var lease in _leases.Tick(isGone))
        {
            var (trial, attempt) = (lease.Attempt.Trial, lease.Attempt.Attempt);
            _leases.Close(trial);
            _expired++;
            var (reason, silent, max) = (ReasonOf(lease), lease.SilentTicks * _tick, lease.MaxSilentTicks * _tick);
            _log.LeaseExpired(State.Sweep.Id, trial, attempt, lease.Slot ?? "unknown", reason, silent.TotalSeconds, max.TotalSeconds);
            _ledger.Apply(new SweepEvent.TrialEnded(now, trial, attempt, OutcomeOf(lease)));
        }

        _session.LimitWallTime();
        await _session.TakeRequestAsync();
        await SaveAsync();
    }

    public SweepSnapshot Snapshot()
    {
        var running = _leases.Named()
            .Where(lease => State.Running.ContainsKey(lease.Attempt.Trial))
            .Select(lease => new RunningTrial(
                SlotKey.Parse(lease.Slot).Slot, lease.Attempt.Trial, lease.Attempt.Attempt, EpochTarget(lease.Attempt.Trial),
                lease.Progress, lease.SamplesPerSecond))
            .ToList();
        return new(State.Sweep, State.Trials, _ledger.CopyCounts(), running, _session.Remaining(State, _ledger.Tally, running));
    }

    /// <summary>Logs why the session ends.</summary>
    public void Close(string reason) => _session.LogEnd(reason);

    public async ValueTask DisposeAsync()
    {
        await _claim.DisposeAsync();
        _leasing.Dispose();
    }

    // Near the end of a sweep its remaining trials are spread over the slots, although each slot would take many.
    private int FairRoom =>
        (int)Math.Min(int.MaxValue, Math.Max(1, State.Leasable / Math.Max(1, _sequences.Count)));

    private int EpochTarget(long trial) => _description.Describe(State.Running[trial], State.Sweep).EpochTarget;

    private void Apply(string slot, TrialReport report)
    {
        if (!_leases.Renew(new(report.Trial, report.Attempt), slot, report.Progress, report.SamplesPerSecond))
        {
            _log.LeaseNotHeld(State.Sweep.Id, report.Trial, report.Attempt, slot);
            return;
        }

        var now = _time.GetUtcNow();
        foreach (var epoch in report.Epochs)
            _ledger.Apply(new SweepEvent.EpochReported(now, report.Trial, report.Attempt, epoch));
        if (report.Outcome is { } outcome)
        {
            _leases.Close(report.Trial);
            var restored = report.Progress.RestoredEpochs > 0 && State.Running.ContainsKey(report.Trial)
                ? RemainingTime.RestoredShare(report.Progress, EpochTarget(report.Trial))
                : 0;
            _ledger.Apply(new SweepEvent.TrialEnded(now, report.Trial, report.Attempt, outcome) { RestoredShare = restored });
        }

        if (report.Refusal is { } refusal && _ledger.Apply(new SweepEvent.PauseRequested(now, refusal)) is null)
            Failure ??= refusal;
    }

    // A silo that is only unreachable says nothing about its trials. A silo that died may have been ended by its trials, and so may the
    // unknown silo that ran the sweep before.
    private static TrialOutcome OutcomeOf(ExpiredLease lease) => lease switch
    {
        { Slot: null } => new TrialOutcome.Lost("the silo that trained it is gone"),
        { IsGone: true, Slot: { } slot } => new TrialOutcome.Lost($"silo {SlotKey.Parse(slot).Silo} died"),
        _ => new TrialOutcome.Interrupted(),
    };

    private static string ReasonOf(ExpiredLease lease) => lease switch
    {
        { Slot: null } => "no slot has reported it since the sweep was resumed",
        { IsGone: true } => "its silo has been declared dead",
        _ => "its slot has not reported it for too long",
    };

    private bool MayRun(TrialReport report) =>
        State.IsActive && State.Running.TryGetValue(report.Trial, out var trial) && trial.Attempt == report.Attempt;

    private async Task LeaseAsync(string slot, int room, List<TrialRecord> leases)
    {
        // One at a time: an earlier pass's record is read between reading the cursor and moving it.
        await _leasing.WaitAsync();
        try
        {
            while (State.HasWork && room > 0)
            {
                var previous = await _session.FindPreviousAsync();
                if (_ledger.Lease(_time.GetUtcNow(), previous) is not { } started)
                    continue;
                _leases.Grant(new(started.Trial, started.Attempt), slot);
                leases.Add(started);
                room--;
            }
        }
        finally
        {
            _leasing.Release();
        }
    }

    private async Task SaveAsync()
    {
        _session.SpendTime(isEnding: IsOver);
        await _saves.SaveAsync();
    }
}
