using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Sessions;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>One sweep being run by this process, from claim to release. A single loop receives every message, applies the rules, saves in
/// batches and then acts; see <c>docs/adr/0002-embedded-runtime.md</c>.</summary>
public sealed class SweepRun
{
    /// <summary>Interval at which changes that are not urgent are saved and time limits are checked.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Slot time for which trials are leased ahead; longer than a commit takes.</summary>
    private static readonly TimeSpan LeaseHorizon = TimeSpan.FromMilliseconds(25);

    private const int MaxLeasesAheadPerSlot = 256;

    private const int TicksPerRequestPoll = 4;

    /// <summary>Maximum number of leases before a save, for a pass over trials that have ended before.</summary>
    private const int MaxLeasesAtOnce = 4096;

    private readonly IResultStore _store;
    private readonly IAsyncDisposable _claim;
    private readonly WorkerPool _pool;
    private readonly DecisionLog _log;
    private readonly TimeProvider _time;
    private readonly TrialDescription _description;
    private readonly SweepSession _session;
    private readonly SweepLedger _ledger;
    private readonly Lazy<ITrainer> _trainer;
    private readonly LeaseAhead _ahead;

    private readonly RunInbox _inbox = new();
    private readonly Dictionary<(long Trial, int Attempt), LeasedTrial> _leased = [];
    private readonly List<(TaskCompletionSource<SweepRecord> Answer, SweepException? Refusal)> _answers = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _queued;
    private volatile int _lowWater;
    private volatile int _packSize = 1;
    private volatile RunView _view;
    private bool _stopping;
    private int _ticks;

    public SweepRun(
        SweepSpec spec, SweepLedger ledger, IAsyncDisposable claim, IResultStore store, WorkerPool pool,
        Func<SweepRecord, ITrainer> trainerFor, EmbeddedOptions options, TimeProvider time)
    {
        var sweep = ledger.State.Sweep;
        _store = store;
        _claim = claim;
        _pool = pool;
        _log = options.Decisions;
        _time = time;
        _ledger = ledger;
        _session = new(spec, ledger, store, _log, time);
        _description = new(spec, sweep.Id, options.CheckpointRoot);
        MayPack = options.Packing;
        // Made by the first slot that needs it: it may read files, and what it throws is then handled like the trainer's own.
        _trainer = new(() => trainerFor(sweep));
        _ahead = new(pool.Slots, LeaseHorizon, MaxLeasesAheadPerSlot);
        _view = new(ledger.State, ledger.CopyCounts(), default);
        Trace = SweepTrace.OfSweep(sweep, time);
    }

    public SweepSpec Spec => _session.Spec;

    /// <summary>The trace of the sweep; null if traces are off.</summary>
    public SweepTrace? Trace { get; }

    /// <summary>The run's state as of the latest save.</summary>
    public RunView View => _view;

    public ITrainer Trainer => _trainer.Value;

    /// <summary>Whether a slot may take several of its trials at once.</summary>
    public bool MayPack { get; }

    /// <summary>The run's state as of the latest save, with the trials that are on slots now.</summary>
    public SweepSnapshot Snapshot()
    {
        var view = _view;
        var running = Running();
        return new(view.State.Sweep, view.State.Trials, view.Counts, running, _session.Remaining(view.State, view.Tally, running));
    }

    /// <summary>The failure that stopped the sweep although it has work left; null if there was none.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Completes once nothing runs and the claim is released. It never faults.</summary>
    public Task Completion => _completed.Task;

    public IReadOnlyList<RunningTrial> Running() => _pool.Running(this);

    public void Start()
    {
        _session.LogStart();
        _inbox.Post(new RunMessage.Ticked(), urgent: true);
        _ = Task.Run(LoopAsync);
    }

    /// <summary>Applies a change. Null if the run has ended: the change has to be made without it.</summary>
    public async Task<SweepRecord?> ChangeAsync(SweepChange change)
    {
        var answer = new TaskCompletionSource<SweepRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inbox.Post(new RunMessage.ChangeRequested(change, answer), urgent: true) ? await answer.Task : null;
    }

    /// <summary>Interrupts the trials at a checkpoint and leaves the sweep resumable.</summary>
    public Task StopAsync()
    {
        _inbox.Post(new RunMessage.StopRequested(), urgent: true);
        return Completion;
    }

    /// <summary>All that a slot needs to run the trial.</summary>
    public TrialLease Describe(TrialRecord trial) => _description.Describe(trial, _view.State.Sweep);

    /// <summary>As <see cref="TrialLease.Isolated"/>, without describing the trial.</summary>
    public bool IsIsolated(TrialRecord trial) => _view.State.IsSuspect(trial);

    public void Report(LeasedTrial leased, EpochReport report)
    {
        _inbox.Post(new RunMessage.EpochCompleted(leased, report), urgent: false);
        _inbox.WaitForRoom();
    }

    // While enough trials are queued, ends gather and are saved together.
    public void End(LeasedTrial leased, TrialOutcome outcome, TimeSpan busy, SweepException? failure) => _inbox.Post(
        new RunMessage.TrialEnded(leased, outcome, _time.GetUtcNow(), busy, failure),
        urgent: Volatile.Read(ref _queued) <= _lowWater || failure is not null);

    /// <summary>Queues more trials for a slot that is about to take a pack. The first call waits for them, so that a sweep's first packs
    /// are full.</summary>
    public void QueueForPack(int maxTrials)
    {
        var isNew = maxTrials > _packSize;
        var answer = new TaskCompletionSource<SweepRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_inbox.Post(new RunMessage.PacksRequested(maxTrials, answer), urgent: true) && isNew)
            answer.Task.GetAwaiter().GetResult();
    }

    public void LeftQueue() => Interlocked.Decrement(ref _queued);

    private async Task LoopAsync()
    {
        try
        {
            using var timer = _time.CreateTimer(_ => _inbox.Post(new RunMessage.Ticked(), urgent: true), null, Tick, Tick);
            do
            {
                foreach (var message in await _inbox.TakeAsync())
                    await HandleAsync(message);
                await LeaseAsync();
                await SaveAsync();
            }
            while (_leased.Count > 0 || (_ledger.State.HasWork && !_stopping) || !_inbox.TryClose());
        }
        catch (Exception failure)
        {
            Failure ??= failure;
            await AbandonAsync();
        }

        await ReleaseAsync();
    }

    private async Task ReleaseAsync()
    {
        try
        {
            if (_trainer.IsValueCreated && _trainer.Value is IDisposable trainer)
                trainer.Dispose();
            await _claim.DisposeAsync();
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }

        Trace?.End(_view.State.Sweep.Status, Failure);
        _session.LogEnd(Failure?.Message ?? (_stopping ? "its process stops" : "no trial runs and none is left to lease"));
        _completed.SetResult();
    }

    private async Task HandleAsync(RunMessage message)
    {
        switch (message)
        {
            case RunMessage.EpochCompleted epoch:
                var trial = epoch.Leased.Trial;
                _ledger.Apply(new SweepEvent.EpochReported(default, trial.Trial, trial.Attempt, epoch.Report));
                break;
            case RunMessage.TrialEnded ended:
                End(ended, ended.Leased.Trial);
                break;
            case RunMessage.ChangeRequested requested:
                _answers.Add((requested.Answer, await ApplyAsync(requested.Change)));
                break;
            case RunMessage.PacksRequested wanted:
                _packSize = Math.Max(_packSize, wanted.MaxTrials);
                _answers.Add((wanted.Answer, null));
                break;
            case RunMessage.Ticked:
                await OnTickAsync();
                break;
            case RunMessage.StopRequested:
                _stopping = true;
                foreach (var leased in _leased.Values.ToList())
                    Interrupt(leased);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message, "Unknown message.");
        }
    }

    // A refusal goes to the caller, and the run continues.
    private async Task<SweepException?> ApplyAsync(SweepChange change)
    {
        try
        {
            return await _session.ChangeAsync(change);
        }
        catch (SweepException mistake)
        {
            return mistake;
        }
    }

    private void End(RunMessage.TrialEnded ended, TrialRecord trial)
    {
        _leased.Remove((trial.Trial, trial.Attempt));
        if (ended.Outcome is not TrialOutcome.Interrupted)
            _ahead.Observe(ended.Busy);
        _ledger.Apply(new SweepEvent.TrialEnded(ended.At, trial.Trial, trial.Attempt, ended.Outcome)
        {
            RestoredShare = ended.Leased.RestoredShare,
        });
        if (ended.Failure is { } failure && _ledger.Apply(new SweepEvent.PauseRequested(ended.At, failure.Message)) is null)
            Failure ??= failure;
    }

    private async Task OnTickAsync()
    {
        _session.LimitWallTime();
        // A request that was posted before this run began was meant for an earlier run.
        if (_ticks++ % TicksPerRequestPoll == 0)
            await _session.TakeRequestAsync(applies: _ticks > 1);
    }

    private async Task LeaseAsync()
    {
        if (_stopping)
            return;
        _ahead.Adapt();
        // Room for a pack on each slot, and for the next pack of each.
        var onSlots = _pool.Slots * _packSize;
        var ahead = Math.Max(_ahead.Depth, _packSize > 1 ? onSlots : 0);
        _lowWater = Math.Max(_ahead.Depth / 2, _packSize > 1 ? onSlots - 1 : 0);
        var room = onSlots + ahead - _leased.Count;
        var (now, before) = (_time.GetUtcNow(), _ledger.Starting);
        for (var leases = 0; _ledger.State.HasWork && _ledger.Starting < room; leases++)
        {
            if (leases == MaxLeasesAtOnce)
            {
                _inbox.Post(new RunMessage.Ticked(), urgent: true);
                break;
            }

            _ledger.Apply(new SweepEvent.LeaseRequested(now, await _session.FindPreviousAsync()));
        }

        if (_ledger.Starting > before)
        {
            _log.TrialsLeased(
                _ledger.State.Sweep.Id, _ledger.Starting - before, onSlots, ahead, _ahead.MeanSeconds, LeaseHorizon.TotalSeconds,
                _ahead.MaxDepth, _leased.Count);
        }
    }

    private async Task SaveAsync()
    {
        _session.SpendTime(isEnding: _leased.Count == 0 && _ledger.Starting == 0);
        if (_ledger.HasChanges)
        {
            var (batch, actions) = _ledger.TakeBatch();
            await _store.CommitAsync(_ledger.State.Sweep.Id, batch, CancellationToken.None);
            _view = new(_ledger.State, _ledger.CopyCounts(), _ledger.Tally);
            CarryOut(actions);
        }

        foreach (var (answer, refusal) in _answers)
        {
            if (refusal is null)
                answer.SetResult(_ledger.State.Sweep);
            else
                answer.SetException(refusal);
        }

        _answers.Clear();
    }

    private void CarryOut(IReadOnlyList<SweepEffect> actions)
    {
        var starting = new List<LeasedTrial>();
        foreach (var action in actions)
        {
            if (action is SweepEffect.StartTrial start)
                starting.Add(new(this, start.Trial, _time));
        }

        foreach (var leased in starting)
            _leased.Add((leased.Trial.Trial, leased.Trial.Attempt), leased);
        Interlocked.Add(ref _queued, starting.Count);
        if (starting.Count > 0)
            _pool.Enqueue(starting);
        foreach (var action in actions)
        {
            if (action is SweepEffect.InterruptTrial interrupt && _leased.TryGetValue((interrupt.Trial, interrupt.Attempt), out var leased))
                Interrupt(leased);
        }
    }

    private void Interrupt(LeasedTrial leased)
    {
        if (leased.TryWithdraw())
            _inbox.Post(new RunMessage.TrialEnded(leased, new TrialOutcome.Interrupted(), _time.GetUtcNow(), TimeSpan.Zero), urgent: true);
        else
            leased.Interrupt();
    }

    /// <summary>Ends the run after a failed save: the last successful save stands, the slots are freed, and their further reports are
    /// dropped.</summary>
    private async Task AbandonAsync()
    {
        foreach (var leased in _leased.Values)
            Interrupt(leased);
        FailAnswers();
        while (_leased.Count > 0 || !_inbox.TryClose())
        {
            foreach (var message in await _inbox.TakeAsync())
            {
                if (message is RunMessage.TrialEnded { Leased.Trial: var trial })
                    _leased.Remove((trial.Trial, trial.Attempt));
                if (message is RunMessage.ChangeRequested requested)
                    _answers.Add((requested.Answer, null));
                if (message is RunMessage.PacksRequested wanted)
                    _answers.Add((wanted.Answer, null));
            }

            FailAnswers();
        }
    }

    private void FailAnswers()
    {
        foreach (var (answer, _) in _answers)
            answer.SetException(Failure!);
        _answers.Clear();
    }
}

/// <summary>The public state of a run, as of its latest save.</summary>
/// <param name="Tally">What happened in this session.</param>
public sealed record RunView(SweepState State, IReadOnlyDictionary<TrialState, long> Counts, TrialTally Tally);
