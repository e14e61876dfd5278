using SweepCluster.Contracts.Ports;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Slots;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>The worker slots and their one queue, so that no leased trial waits behind a long one while another slot is free.</summary>
public sealed class WorkerPool : ISlotQueue, IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<LeasedTrial> _queue = new();
    private readonly TrainingSlot[] _slots;
    private bool _closed;

    public WorkerPool(int workers, DecisionLog log, TimeProvider time)
    {
        var isolation = new IsolationGate();
        _slots = [.. Enumerable.Range(0, workers).Select(slot => new TrainingSlot(slot, $"worker {slot}", this, isolation, log, time))];
        foreach (var slot in _slots)
            slot.Start();
    }

    public int Slots => _slots.Length;

    /// <inheritdoc/>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count(trial => trial.IsQueued);
            }
        }
    }

    public void Enqueue(IReadOnlyCollection<LeasedTrial> trials)
    {
        lock (_gate)
        {
            foreach (var trial in trials)
                _queue.Enqueue(trial);
            if (trials.Count == 1)
                Monitor.Pulse(_gate);
            else
                Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public SlotTrial? Take()
    {
        lock (_gate)
        {
            while (true)
            {
                while (_queue.TryDequeue(out var trial))
                {
                    if (trial.TryTake())
                        return trial;
                }

                if (_closed)
                    return null;
                Monitor.Wait(_gate);
            }
        }
    }

    /// <inheritdoc/>
    public ITrainer TrainerOf(SlotTrial trial) => ((LeasedTrial)trial).Run.Trainer;

    /// <inheritdoc/>
    public PackChoice TakePack(SlotTrial first, IPackTrainer trainer) =>
        first is LeasedTrial { Run.MayPack: true } leased ? PackSelection.Take(leased, trainer, this) : PackChoice.Alone(PackChoice.Off);

    /// <summary>The run's trials that no slot has taken, in order.</summary>
    public IReadOnlyList<LeasedTrial> QueuedOf(SweepRun run)
    {
        lock (_gate)
        {
            return [.. _queue.Where(trial => trial.Run == run && trial.IsQueued)];
        }
    }

    /// <summary>The run's trials that are on slots.</summary>
    public IReadOnlyList<RunningTrial> Running(SweepRun run) =>
    [
        .. _slots.SelectMany((slot, number) => slot.Present.OfType<LeasedTrial>()
            .Where(trial => trial.Run == run)
            .Select(trial => trial.Running(number))
            .OfType<RunningTrial>()),
    ];

    public IReadOnlyList<SlotSample> Figures() => [.. _slots.Select(slot => slot.Figures())];

    /// <summary>Lets the slots end once the queue is empty, and waits for them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var slot in _slots)
            slot.Join();
    }
}
