using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>The worker slots and the one queue they draw from, so that no leased trial waits behind a long one while another
/// slot is free.</summary>
public sealed class WorkerPool : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<LeasedTrial> _queue = new();
    private readonly WorkerSlot[] _slots;
    private bool _closed;

    public WorkerPool(int workers, TimeProvider time) =>
        _slots = [.. Enumerable.Range(0, workers).Select(slot => new WorkerSlot(slot, this, time))];

    public int Slots => _slots.Length;

    public IsolationGate Isolation { get; } = new();

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

    /// <summary>Waits for the next trial; false once the pool is closed.</summary>
    public bool TryTake([NotNullWhen(true)] out LeasedTrial? trial)
    {
        lock (_gate)
        {
            while (true)
            {
                while (_queue.TryDequeue(out trial))
                {
                    if (trial.TryTake())
                        return true;
                }

                if (_closed)
                    return false;
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>The run's trials that no slot has taken yet, in order.</summary>
    public IReadOnlyList<LeasedTrial> Queued(SweepRun run)
    {
        lock (_gate)
        {
            return [.. _queue.Where(trial => trial.Run == run && trial.IsQueued)];
        }
    }

    public IReadOnlyList<RunningTrial> Running(SweepRun run) => [.. _slots.SelectMany(slot => slot.Running(run))];

    public IReadOnlyList<SlotFigures> Figures() => [.. _slots.Select(slot => slot.Figures())];

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
