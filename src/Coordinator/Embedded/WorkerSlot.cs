using SweepCluster.Contracts;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Coordinator.Embedded;

/// <summary>A thread that runs one leased trial after the other, and knows where the present one is.</summary>
internal sealed class WorkerSlot : ITrialObserver
{
    private readonly int _slot;
    private readonly WorkerPool _pool;
    private readonly TimeProvider _time;
    private readonly Thread _thread;

    private readonly Lock _gate = new();
    private readonly SampleRate _rate;
    private LeasedTrial? _leased;
    private int _epochTarget;
    private TrialProgress _progress;

    public WorkerSlot(int slot, WorkerPool pool, TimeProvider time)
    {
        _slot = slot;
        _pool = pool;
        _time = time;
        _rate = new(time);
        _thread = new(Work) { Name = $"worker {slot}", IsBackground = true };
        _thread.Start();
    }

    public void Join() => _thread.Join();

    /// <summary>Null: the slot is not at a trial of this run.</summary>
    public RunningTrial? Running(SweepRun run)
    {
        lock (_gate)
        {
            return _leased is { } leased && leased.Run == run
                ? new(_slot, leased.Trial.Trial, leased.Trial.Attempt, _epochTarget, _progress, _rate.Value)
                : null;
        }
    }

    public bool EpochCompleted(EpochReport report)
    {
        var leased = _leased!;
        Progress(new(report.Epoch, report.Samples, report.Samples, report.TrainLoss, report.TrainAccuracy));
        leased.Run.Report(leased, report);
        return !leased.Stop.IsCancellationRequested;
    }

    public void Progress(in TrialProgress progress)
    {
        lock (_gate)
        {
            _progress = progress;
            _rate.Observe(((double)(progress.Epoch - 1) * progress.SamplesPerEpoch) + progress.Samples);
        }
    }

    private void Work()
    {
        while (_pool.TryTake(out var leased))
            Run(leased);
    }

    private void Run(LeasedTrial leased)
    {
        var started = _time.GetTimestamp();
        SweepException? failure = null;
        TrialOutcome outcome;
        try
        {
            var lease = leased.Run.Describe(leased.Trial);
            Begin(leased, lease.EpochTarget);
            outcome = leased.Run.Trainer.Train(lease, this, leased.Stop);
        }
        catch (OperationCanceledException) when (leased.Stop.IsCancellationRequested)
        {
            outcome = new TrialOutcome.Interrupted();
        }
        catch (SweepException machine)
        {
            // Would meet every other trial too: this one goes back, and the sweep stops.
            failure = machine;
            outcome = new TrialOutcome.Interrupted();
        }
        catch (Exception bug)
        {
            outcome = new TrialOutcome.Failed($"{bug.GetType().Name}: {bug.Message}");
        }

        End();
        leased.Run.End(new(leased, outcome, _time.GetUtcNow(), _time.GetElapsedTime(started), failure));
    }

    private void Begin(LeasedTrial leased, int epochTarget)
    {
        lock (_gate)
        {
            _leased = leased;
            _epochTarget = epochTarget;
            _progress = default;
            _rate.Reset();
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _leased = null;
        }
    }
}
