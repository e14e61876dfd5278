using System.Collections.Concurrent;
using System.Diagnostics;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Bench.Control;

/// <summary>A trainer that returns at once (or after a given time) with its epochs reported, and notes how long each slot waited between
/// two trials.</summary>
/// <param name="trials">Completes <see cref="Reached"/> after so many trials.</param>
/// <param name="busy">What a trial takes; zero: as little as reporting its epochs does.</param>
internal sealed class ReturningTrainer(long trials, TimeSpan busy) : ITrainer
{
    private const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
        var loss = 1 / (1.0 + (lease.Trial % 9973));
        for (var epoch = 1; epoch <= lease.EpochTarget; epoch++)
            observer.EpochCompleted(Report(epoch, loss));
        if (Interlocked.Increment(ref _trials) == trials)
            _reached.SetResult();
        slot.Returned = Stopwatch.GetTimestamp();
        return new TrialOutcome.Succeeded(new(Report(lease.EpochTarget, loss), loss, 1 - loss, 42_310, Hash), StoppedEarly: false);
    }

    private static EpochReport Report(int epoch, double loss) => new(epoch, loss, 1 - loss, loss, 1 - loss, 0.001, 0.001, 100);

    private sealed class SlotGaps
    {
        public List<double> Seconds { get; } = [];

        public long Returned { get; set; }
    }
}
