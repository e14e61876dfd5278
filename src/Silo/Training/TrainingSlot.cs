using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Slots;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Training;

/// <summary>A thread that trains what its grain leases, one trial after the other, or pack after pack where
/// the trainer gains by it.</summary>
internal sealed class TrainingSlot : ITrainingSlot, IDisposable
{
    private readonly object _gate = new();
    private readonly ITrainerSource _trainers;
    private readonly TimeProvider _time;
    private readonly Action _wake;
    private readonly Thread _thread;
    private readonly Dictionary<SlotAttempt, SlotTraining> _trials = [];
    private readonly LinkedList<SlotTraining> _queue = [];
    private readonly QueueDepth _depth = new();
    private readonly BusyClock _clock;
    private readonly IsolationGate _isolation;
    private volatile IReadOnlyList<SlotTraining> _present = [];
    private List<SlotNews> _news = [];
    private int _pack = 1;
    private bool _woken;
    private bool _closed;

    /// <param name="isolation">Shared by the slots of the process.</param>
    /// <param name="wake">Tells the slot's grain that there is news; called from the training thread, and returns at once.</param>
    public TrainingSlot(
        int number,
        Accelerator accelerator,
        string device,
        ITrainerSource trainers,
        SweepTrace trace,
        IsolationGate isolation,
        TimeProvider time,
        Action wake)
    {
        (Number, Trace, _isolation, _clock) = (number, trace, isolation, new(time));
        (Accelerator, Device, _trainers, _time, _wake) = (accelerator, device, trainers, time, wake);
        _thread = new(Work) { Name = $"slot {number}", IsBackground = true };
        _thread.Start();
    }

    public int Number { get; }

    public SweepTrace Trace { get; }

    public Accelerator Accelerator { get; }

    public string Device { get; }

    public int Capacity => Math.Max(_depth.Capacity, Volatile.Read(ref _pack));

    public SlotFigures Figures()
    {
        var running = _present.Where(trial => !trial.HasEnded).Select(trial => (Samples: trial.Now.SamplesPerSecond, trial.Lease.Configuration.Batch)).ToArray();
        return new(Number, _clock.Seconds, running.Sum(trial => trial.Samples), running.Sum(trial => trial.Samples / trial.Batch));
    }

    public void Enqueue(IReadOnlyList<TrialLease> leases)
    {
        lock (_gate)
        {
            foreach (var lease in leases)
            {
                var rule = !lease.Isolated && _trainers.TrainerOf(lease) is IPackTrainer packer ? packer.PackOf(lease) : PackRule.Alone;
                var trial = new SlotTraining(_trainers.Prepare(lease), rule, this, _time);
                if (_trials.TryAdd(trial.Attempt, trial))
                    _queue.AddLast(trial);
                _pack = rule.Most;
            }

            Monitor.PulseAll(_gate);
        }
    }

    public void Interrupt(SlotAttempt attempt)
    {
        SlotTraining? trial;
        bool waiting;
        lock (_gate)
        {
            if (!_trials.TryGetValue(attempt, out trial))
                return;
            waiting = _queue.Remove(trial);
        }

        if (waiting)
            End(trial, new TrialOutcome.Interrupted(), TimeSpan.Zero, refusal: null);
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
    public void Report(SlotTraining trial, EpochReport report) => Post(new SlotNews.EpochCompleted(trial.Attempt, report), urgent: false);

    /// <summary>The end of a trial, from its training thread.</summary>
    public void End(SlotTraining trial, TrialOutcome outcome, TimeSpan busy, SweepException? refusal)
    {
        _depth.Observe(busy);
        bool dry;
        lock (_gate)
        {
            _trials.Remove(trial.Attempt);
            dry = _queue.Count <= _depth.LowWater;
        }

        Post(new SlotNews.Ended(trial.Attempt, outcome, busy, refusal), urgent: dry || refusal is not null);
    }

    /// <summary>Lets the thread end after the present trial.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Work()
    {
        while (Take() is { } pack)
        {
            _clock.Begin();
            _present = pack;
            Train(pack);
            _present = [];
            _clock.End();
        }
    }

    /// <summary>The next trial, with those that wait and gain by its company. Null: closed.</summary>
    private List<SlotTraining>? Take()
    {
        lock (_gate)
        {
            while (!_closed && _queue.First is null)
                Monitor.Wait(_gate);
            if (_closed)
                return null;
            var first = _queue.First!.Value;
            _queue.RemoveFirst();
            List<SlotTraining> pack = [first];
            for (var node = _queue.First; node is not null && first.Rule.Key is { } key && pack.Count < first.Rule.Most;)
            {
                var (present, next) = (node, node.Next);
                if (key.Equals(present.Value.Rule.Key))
                {
                    pack.Add(present.Value);
                    _queue.Remove(present);
                }

                node = next;
            }

            return pack;
        }
    }

    private void Train(List<SlotTraining> pack)
    {
        foreach (var trial in pack)
            trial.Begin(pack.Count);
        try
        {
            _isolation.Enter(pack[0].Lease.Isolated, pack[0].Stop);
        }
        catch (OperationCanceledException)
        {
            // The others of the pack are interrupted with their sweep, or leased again.
            foreach (var trial in pack)
                trial.Ended(new TrialOutcome.Interrupted());
            return;
        }

        try
        {
            TrainPresent(pack);
        }
        finally
        {
            _isolation.Leave();
        }
    }

    private void TrainPresent(List<SlotTraining> pack)
    {
        if (pack.Count > 1)
            TrainTogether(pack);
        foreach (var trial in pack.Where(trial => !trial.HasEnded))
            TrainAlone(trial);
    }

    private void TrainTogether(List<SlotTraining> pack)
    {
        try
        {
            ((IPackTrainer)_trainers.TrainerOf(pack[0].Lease)).TrainPack(pack);
        }
        catch (SweepException machine)
        {
            foreach (var trial in pack.Where(trial => !trial.HasEnded))
                trial.End(new TrialOutcome.Interrupted(), machine);
        }
        catch (Exception)
        {
            // Which of the trials is to blame shows when each is trained alone.
        }
    }

    private void TrainAlone(SlotTraining trial)
    {
        try
        {
            trial.Ended(_trainers.TrainerOf(trial.Lease).Train(trial.Lease, trial, trial.Stop));
        }
        catch (OperationCanceledException) when (trial.Stop.IsCancellationRequested)
        {
            trial.Ended(new TrialOutcome.Interrupted());
        }
        catch (SweepException machine)
        {
            // Would meet every other trial too: this one goes back, and its sweep stops.
            trial.End(new TrialOutcome.Interrupted(), machine);
        }
        catch (Exception bug)
        {
            trial.Ended(new TrialOutcome.Failed($"{bug.GetType().Name}: {bug.Message}"));
        }
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
