using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Sessions;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;
using SweepCluster.Sweeps.Search;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>Runs sweeps in this process: one thread per worker slot, results in a store on this machine.</summary>
/// <param name="trainerFor">Creates the trainer of a sweep, on a worker thread. A disposable trainer is disposed with the sweep's
/// run.</param>
public sealed class EmbeddedSweepService(
    IResultStore store, Func<SweepRecord, ITrainer> trainerFor, EmbeddedOptions options, TimeProvider time) : ISweepService
{
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // Ended runs stay until the sweep is run again: they hold the failure that stopped them.
    private readonly ConcurrentDictionary<string, SweepRun> _runs = new();
    private readonly SemaphoreSlim _changing = new(1);
    private readonly Lazy<WorkerPool> _pool = new(() => new(options.Workers, options.Decisions, time));
    private bool _disposed;

    public async Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation)
    {
        var spec = ReadSpec(submission.SpecText);
        var configurations = SweepConfigurations.FindCancellable(spec, cancellation).Count;
        await _changing.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var now = time.GetUtcNow();
            if (await RepeatedRequests.FindAsync(store, sweepId: null, submission.Key, now, cancellation) is { } repeated)
                return repeated;
            // Not cancelled with the request: a sweep that is recorded has to be run, too.
            var (sweep, claim) = await store.CreateClaimedSweepAsync(
                new(spec.Name, submission.SpecText, submission.DataFolder, configurations, spec.Seeds, now)
                {
                    Data = submission.Data,
                    Key = submission.Key,
                },
                CancellationToken.None);
            var state = await ScheduleReader.RecoverAsync(
                store, SweepState.Recover(sweep, spec, new(0, [], 0)), spec, adopt: true, CancellationToken.None);
            var ledger = new SweepLedger(state, new(new Dictionary<TrialState, long>()), options.Decisions.Decided);
            ledger.Note(new(now, "submitted", null, ""));
            Start(spec, ledger, claim);
            return sweep;
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation)
    {
        for (var isPosted = false; ; isPosted = true)
        {
            await _changing.WaitAsync(cancellation);
            try
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (await TryChangeAsync(sweepId, change, isPosted, cancellation) is { } changed)
                    return changed;
            }
            finally
            {
                _changing.Release();
            }

            // Another process runs the sweep, and has received the request.
            await Task.Delay(SnapshotInterval, time, cancellation);
        }
    }

    public async IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // After a run without failure another process may have resumed the sweep.
        if (_runs.TryGetValue(sweepId, out var run) && (!run.Completion.IsCompleted || run.Failure is not null))
        {
            while (!run.Completion.IsCompleted)
            {
                yield return run.Snapshot();
                await Task.WhenAny(run.Completion, Task.Delay(SnapshotInterval, time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }

            yield return run.Snapshot();
            if (run.Failure is { } failure)
                throw failure is SweepException known
                    ? new SweepException(known.Message, known.Kind, known)
                    : new InvalidOperationException(failure.Message, failure);
            yield break;
        }

        while (true)
        {
            // Read before the sweep: a holder that releases its claim afterwards has saved everything.
            var isHeld = await store.FindClaimHolderAsync(sweepId, cancellation) is not null;
            var sweep = await FindAsync(sweepId, cancellation);
            yield return await SweepWatch.ReadAsync(store, sweep, ReadSpec(sweep.SpecText), isHeld, cancellation);
            if (!isHeld)
                yield break;
            await Task.Delay(PollInterval, time, cancellation);
        }
    }

    /// <summary>What the slots are doing.</summary>
    public IReadOnlyList<SlotSample> Slots() => _pool.IsValueCreated
        ? _pool.Value.Figures()
        : [.. Enumerable.Range(0, options.Workers).Select(slot => new SlotSample(slot, 0, 0, 0))];

    /// <summary>The sweeps that this process runs or ran.</summary>
    public IReadOnlyList<SweepRun> Runs() => [.. _runs.Values];

    /// <summary>The trials on the worker slots of this process, by slot.</summary>
    public IReadOnlyList<(string Sweep, RunningTrial Trial)> Running() =>
    [
        .. _runs.Values.Where(run => !run.Completion.IsCompleted)
            .SelectMany(run => run.Running().Select(trial => (run.View.State.Sweep.Id, trial)))
            .OrderBy(running => running.trial.Slot).ThenBy(running => running.trial.Trial),
    ];

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            await Task.WhenAll(_runs.Values.Select(run => run.StopAsync()));
            if (_pool.IsValueCreated)
                _pool.Value.Dispose();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Applies the change, or returns null after a request to the process that runs the sweep.</summary>
    private async Task<SweepRecord?> TryChangeAsync(string sweepId, SweepChange change, bool isPosted, CancellationToken cancellation)
    {
        if (_runs.TryGetValue(sweepId, out var run))
        {
            // A sweep just paused still has trials on their way to a checkpoint.
            if (change is SweepChange.ExtendEpochs or SweepChange.ExtendSeeds or SweepChange.Edit && !run.View.State.IsActive)
                await run.Completion;
            if (await run.ChangeAsync(change) is { } changed)
                return changed;
            await run.Completion;
        }

        var sweep = await FindAsync(sweepId, cancellation);
        if (await RepeatedRequests.FindAsync(store, sweepId, change.Key, time.GetUtcNow(), cancellation) is { } repeated)
            return repeated;
        var request = RequestOf(change);
        if (request is { } posted && await store.FindClaimHolderAsync(sweepId, cancellation) is not null)
        {
            if (IsDone(sweep, posted))
                return sweep;
            await store.PostRequestAsync(sweepId, posted, cancellation);
            return null;
        }

        var claim = await store.ClaimAsync(sweepId, claimant: null, cancellation);
        try
        {
            // Read again: only now can no other process change it.
            sweep = await FindAsync(sweepId, cancellation);
            if (isPosted && request is { } made && IsDone(sweep, made))
                return sweep;
            var spec = ReadSpec(sweep.SpecText);
            var ledger = await RecoverAsync(sweep, spec, cancellation);
            // The last trial may have failed with the process that trained it: then there is nothing left to resume.
            if (change is SweepChange.Resume && sweep.Status == SweepStatus.Running && ledger.State.Sweep.Status == SweepStatus.Finished)
                return ledger.State.Sweep;
            if (SweepChanges.Apply(ledger, change, await RetriedTrials.ReadAsync(store, sweepId, change), time.GetUtcNow()) is { } refusal)
                throw new SweepException(refusal);
            // Not cancelled with the request: a change that is saved has to be carried out, too.
            await store.CommitAsync(sweepId, ledger.TakeBatch().Batch, CancellationToken.None);
            sweep = ledger.State.Sweep;
            if (ledger.State.HasWork)
            {
                Start(spec, ledger, claim);
                claim = null;
            }

            return sweep;
        }
        finally
        {
            if (claim is not null)
                await claim.DisposeAsync();
        }
    }

    /// <summary>The sweep as the last process to run it left it. Trials that it was training when it ended without notice are recorded as
    /// lost before the change is applied, so that they are counted even if the change fails.</summary>
    private async Task<SweepLedger> RecoverAsync(SweepRecord sweep, SweepSpec spec, CancellationToken cancellation)
    {
        var progress = await store.LoadProgressAsync(sweep.Id, sweep.Pass, cancellation);
        var state = await ScheduleReader.RecoverAsync(
            store, SweepState.Recover(sweep, spec, progress, adopt: true), spec, adopt: true, cancellation);
        var ledger = new SweepLedger(
            state,
            new(await store.CountTrialsAsync(sweep.Id, cancellation), adopt: true),
            options.Decisions.Decided);
        var lost = new TrialOutcome.Lost("the process ended without notice (it was killed, it crashed, or memory ran out)");
        foreach (var (_, trial) in ledger.State.Running)
        {
            options.Decisions.LeaseTakenBack(sweep.Id, trial.Trial, trial.Attempt, trial.EpochsTrained, lost.Reason);
            ledger.Apply(new SweepEvent.TrialEnded(time.GetUtcNow(), trial.Trial, trial.Attempt, lost));
        }

        if (ledger.HasChanges)
            await store.CommitAsync(sweep.Id, ledger.TakeBatch().Batch, cancellation);
        return ledger;
    }

    private static bool IsDone(SweepRecord sweep, SweepRequest request) => request switch
    {
        SweepRequest.Pause => sweep.Status != SweepStatus.Running,
        SweepRequest.Cancel => sweep.Status is SweepStatus.Finished or SweepStatus.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "Unknown request."),
    };

    private static SweepRequest? RequestOf(SweepChange change) => change switch
    {
        SweepChange.Pause => SweepRequest.Pause,
        SweepChange.Cancel => SweepRequest.Cancel,
        _ => null,
    };

    private void Start(SweepSpec spec, SweepLedger ledger, IAsyncDisposable claim)
    {
        var run = new SweepRun(spec, ledger, claim, store, _pool.Value, trainerFor, options, time);
        _runs[ledger.State.Sweep.Id] = run;
        run.Start();
    }

    private async Task<SweepRecord> FindAsync(string sweepId, CancellationToken cancellation) =>
        await store.FindSweepAsync(sweepId, cancellation)
        ?? throw NotRecorded.Sweep(sweepId);

    private static SweepSpec ReadSpec(string text)
    {
        var reading = SpecCache.Read(text);
        return reading.Spec
            ?? throw new SweepException(
                $"The spec is not valid:\n{string.Join('\n', reading.Problems.Select(problem => problem.Format("spec")))}");
    }
}
