using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Slots;

/// <summary>A thread that trains one trial after the other, or pack after pack if packs are faster on the trainer. A failure of the machine
/// interrupts the trial and is reported with it; any other exception of a trainer fails the trial.</summary>
public sealed class TrainingSlot
{
    private readonly int _number;
    private readonly ISlotQueue _queue;
    private readonly IsolationGate _isolation;
    private readonly DecisionLog _log;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly BusyClock _clock;
    private volatile IReadOnlyList<SlotTrial> _present = [];

    /// <param name="name">The thread's name, for debuggers.</param>
    /// <param name="isolation">Shared by the slots of the process.</param>
    public TrainingSlot(int number, string name, ISlotQueue queue, IsolationGate isolation, DecisionLog log, TimeProvider time)
    {
        (_number, _queue, _isolation, _log, _time, _clock) = (number, queue, isolation, log, time, new(time));
        _thread = new(Work) { Name = name, IsBackground = true };
    }

    /// <summary>The trials on the slot.</summary>
    public IReadOnlyList<SlotTrial> Present => _present;

    public void Start() => _thread.Start();

    /// <summary>Waits for the thread, which ends once the queue is closed.</summary>
    public void Join() => _thread.Join();

    public SlotSample Figures()
    {
        var rates = _present.Where(trial => !trial.HasEnded)
            .Select(trial => (Samples: trial.Now.SamplesPerSecond, trial.Lease.Configuration.Batch))
            .ToArray();
        return new(_number, _clock.Seconds, rates.Sum(rate => rate.Samples), rates.Sum(rate => rate.Samples / rate.Batch));
    }

    private void Work()
    {
        while (_queue.Take() is { } trial)
        {
            _clock.Begin();
            Run(trial);
            _present = [];
            _clock.End();
        }
    }

    private void Run(SlotTrial first)
    {
        try
        {
            _isolation.Enter(first.IsIsolated, first.Stop);
        }
        catch (OperationCanceledException)
        {
            first.Ended(new TrialOutcome.Interrupted());
            return;
        }

        try
        {
            Train(first);
        }
        finally
        {
            _isolation.Leave();
        }
    }

    private void Train(SlotTrial first)
    {
        ITrainer trainer;
        PackChoice pack;
        try
        {
            trainer = _queue.TrainerOf(first);
            // Described before it is shown.
            _ = first.Lease;
            pack = trainer switch
            {
                _ when first.IsIsolated => PackChoice.Alone(PackChoice.Isolated),
                IPackTrainer packer => _queue.TakePack(first, packer),
                _ => PackChoice.Alone(PackChoice.Off),
            };
        }
        catch (Exception failure)
        {
            End(first, failure);
            return;
        }

        if (_log.IsEnabled)
            Log(first.Lease, pack);
        SlotTrial[] trials = [first, .. pack.Others];
        var share = new SlotShare(trials.Length, _time);
        foreach (var trial in trials)
            trial.Begin(_number, share);
        _present = trials;
        if (trials.Length > 1)
            TrainTogether((IPackTrainer)trainer, trials);
        foreach (var trial in trials.Where(trial => !trial.HasEnded))
            TrainAlone(trainer, trial);
    }

    private void Log(TrialLease first, PackChoice pack)
    {
        _log.SlotTaken(_number, first.SweepId, first.Trial, first.Attempt, pack.Others.Count, pack.Reason, _queue.Queued);
        foreach (var other in pack.Others)
            _log.PackJoined(_number, other.Lease.SweepId, other.Lease.Trial, other.Lease.Attempt, first.SweepId, first.Trial);
    }

    private static void TrainTogether(IPackTrainer trainer, SlotTrial[] trials)
    {
        try
        {
            trainer.TrainPack(trials);
        }
        catch (SweepException machine)
        {
            foreach (var trial in trials.Where(trial => !trial.HasEnded))
                End(trial, machine);
        }
        catch (Exception)
        {
            // Trained alone, only the trial that caused the failure fails again.
        }
    }

    private static void TrainAlone(ITrainer trainer, SlotTrial trial)
    {
        TrialOutcome outcome;
        try
        {
            outcome = trainer.Train(trial.Lease, trial, trial.Stop);
        }
        catch (Exception failure)
        {
            End(trial, failure);
            return;
        }

        trial.Ended(outcome);
    }

    private static void End(SlotTrial trial, Exception failure)
    {
        switch (failure)
        {
            case OperationCanceledException when trial.Stop.IsCancellationRequested:
                trial.Ended(new TrialOutcome.Interrupted());
                break;
            case SweepException machine:
                // Every other trial would fail the same way: this one is interrupted, and its sweep stops.
                trial.End(new TrialOutcome.Interrupted(), machine);
                break;
            default:
                trial.Ended(new TrialOutcome.Failed($"{failure.GetType().Name}: {failure.Message}"));
                break;
        }
    }
}
