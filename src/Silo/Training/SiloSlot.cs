using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Slots;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Training;

/// <summary>A training slot of a silo: holds the trials that the slot's grain leased, and their news since the grain last took
/// them.</summary>
internal sealed class SiloSlot : ITrainingSlot, ISlotQueue, IDisposable
{
    /// <summary>Slot time for which trials are leased ahead, so that the slot doesn't wait for its grain's next turn.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromMilliseconds(100);

    private const int MaxAhead = 512;

    private readonly object _gate = new();
    private readonly int _number;
    private readonly ITrainerSource _trainers;
    private readonly TimeProvider _time;
    private readonly Action _wake;
    private readonly TrainingSlot _slot;
    private readonly Dictionary<SlotAttempt, SiloTrial> _trials = [];
    private readonly LinkedList<SiloTrial> _queue = [];
    private readonly LeaseAhead _ahead = new(slots: 1, Horizon, MaxAhead);
    private List<SlotNews> _news = [];
    private int _pack = 1;
    private bool _woken;
    private bool _closed;

    /// <param name="isolation">Shared by the slots of the process.</param>
    /// <param name="wake">Notifies the slot's grain of news; called on the training thread, and returns at once.</param>
    public SiloSlot(
        int number,
        Accelerator accelerator,
        string device,
        ITrainerSource trainers,
        SweepTrace trace,
        IsolationGate isolation,
        DecisionLog log,
        TimeProvider time,
        Action wake)
    {
        (_number, Trace, Accelerator, Device, _trainers, _time, _wake) = (number, trace, accelerator, device, trainers, time, wake);
        _slot = new(number, $"slot {number}", this, isolation, log, time);
        _slot.Start();
    }

    public SweepTrace Trace { get; }

    /// <inheritdoc/>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    public Accelerator Accelerator { get; }

    public string Device { get; }

    public int Capacity
    {
        get
        {
            lock (_gate)
            {
                _ahead.Adapt();
                return Math.Max(1 + _ahead.Depth, Volatile.Read(ref _pack));
            }
        }
    }

    public SlotSample Figures() => _slot.Figures();

    public void Enqueue(IReadOnlyList<TrialLease> leases)
    {
        lock (_gate)
        {
            foreach (var lease in leases)
            {
                var trial = new SiloTrial(_trainers.Prepare(lease), this, _time);
                if (_trials.TryAdd(trial.Attempt, trial))
                    _queue.AddLast(trial);
            }

            Monitor.PulseAll(_gate);
        }
    }

    public void Interrupt(SlotAttempt attempt)
    {
        SiloTrial? trial;
        bool waiting;
        lock (_gate)
        {
            if (!_trials.TryGetValue(attempt, out trial))
                return;
            waiting = _queue.Remove(trial);
        }

        if (waiting)
            trial.Ended(new TrialOutcome.Interrupted());
        else
            trial.Interrupt();
    }

    public IReadOnlyList<SlotNews> TakeNews()
    {
        lock (_gate)
        {
            _woken = false;
            if (_news.Count == 0)
                return [];
            var news = _news;
            _news = [];
            return news;
        }
    }

    public (TrialProgress Progress, double SamplesPerSecond) ProgressOf(SlotAttempt attempt)
    {
        lock (_gate)
        {
            return _trials.TryGetValue(attempt, out var trial) ? trial.Now : default;
        }
    }

    /// <summary>An epoch of a trial, from its training thread.</summary>
    public void Report(SiloTrial trial, EpochReport report) => Post(new SlotNews.EpochCompleted(trial.Attempt, report), urgent: false);

    /// <summary>The end of a trial, from its training thread.</summary>
    public void End(SiloTrial trial, TrialOutcome outcome, TimeSpan busy, SweepException? refusal)
    {
        bool dry;
        lock (_gate)
        {
            _ahead.Observe(busy);
            _trials.Remove(trial.Attempt);
            dry = _queue.Count <= _ahead.Depth / 2;
        }

        var restored = trial.Now.Progress.RestoredEpochs;
        Post(
            new SlotNews.Ended(trial.Attempt, outcome, busy, refusal) { RestoredEpochs = restored }, urgent: dry || refusal is not null);
    }

    /// <summary>Lets the thread end after the current trial.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _slot.Join();
    }

    /// <inheritdoc/>
    public SlotTrial? Take()
    {
        lock (_gate)
        {
            while (!_closed && _queue.First is null)
                Monitor.Wait(_gate);
            if (_closed)
                return null;
            var first = _queue.First!.Value;
            _queue.RemoveFirst();
            return first;
        }
    }

    /// <inheritdoc/>
    public ITrainer TrainerOf(SlotTrial trial) => _trainers.TrainerOf(_number);

    /// <inheritdoc/>
    public PackChoice TakePack(SlotTrial first, IPackTrainer trainer)
    {
        var rule = trainer.PackOf(first.Lease);
        Volatile.Write(ref _pack, rule.MaxTrials);
        if (rule.Key is null)
            return PackChoice.Alone(PackChoice.NoGain);
        var others = new List<SiloTrial>();
        lock (_gate)
        {
            for (var node = _queue.First; node is not null && others.Count < rule.MaxTrials - 1;)
            {
                var (present, next) = (node, node.Next);
                if (present.Value.MayJoin(rule.Key, trainer))
                {
                    others.Add(present.Value);
                    _queue.Remove(present);
                }

                node = next;
            }
        }

        return new(others, others.Count == rule.MaxTrials - 1 ? PackChoice.IsFull : PackChoice.NoneLeft);
    }

    private void Post(SlotNews news, bool urgent)
    {
        lock (_gate)
        {
            _news.Add(news);
            if (!urgent || _woken)
                return;
            _woken = true;
        }

        _wake();
    }
}
