using System.Collections.Concurrent;
using System.Diagnostics;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Bench.Control;

/// <summary>Counts another trainer's trials and notes how long each slot waited between two of them.</summary>
/// <param name="trials">Completes <see cref="Reached"/> after so many trials.</param>
/// <param name="busy">What a trial takes beside its training.</param>
internal sealed class TimedTrainer(ITrainer inner, long trials, TimeSpan busy) : ITrainer
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, SlotGaps> _slots = new();
    private long _trials;
    private long _first;

    public Task Reached => _reached.Task;

    /// <summary>Timestamp at which the first trial began; 0: none has.</summary>
    public long FirstStart => Interlocked.Read(ref _first);

    /// <summary>Seconds between a trial's return and the next one's start on the same slot, ascending.</summary>
    public double[] Gaps() => [.. _slots.Values.SelectMany(slot => slot.Seconds).Order()];

    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var slot = _slots.GetOrAdd(Environment.CurrentManagedThreadId, static _ => new());
        if (slot.Returned != 0)
            slot.Seconds.Add((start - slot.Returned) / (double)Stopwatch.Frequency);
        Interlocked.CompareExchange(ref _first, start, 0);
        if (busy > TimeSpan.Zero)
            stop.WaitHandle.WaitOne(busy);
        var outcome = inner.Train(lease, observer, stop);
        if (outcome is TrialOutcome.Succeeded && Interlocked.Increment(ref _trials) == trials)
            _reached.SetResult();
        slot.Returned = Stopwatch.GetTimestamp();
        return outcome;
    }

    private sealed class SlotGaps
    {
        public List<double> Seconds { get; } = [];

        public long Returned { get; set; }
    }
}
