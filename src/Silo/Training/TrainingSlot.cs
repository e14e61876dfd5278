using SweepCluster.Contracts;
using SweepCluster.Contracts.Cluster;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;
using SweepCluster.Grains.Slots;

namespace SweepCluster.Silo.Training;

/// <summary>A thread that trains what its grain leases, one trial after the other.</summary>
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
    private List<SlotNews> _news = [];
    private bool _woken;
    private bool _closed;

    /// <param name="wake">Tells the slot's grain that there is news; called from the training thread, and returns at once.</param>
    public TrainingSlot(int number, Accelerator accelerator, string device, ITrainerSource trainers, TimeProvider time, Action wake)
    {
        (Accelerator, Device, _trainers, _time, _wake) = (accelerator, device, trainers, time, wake);
        _thread = new(Work) { Name = $"slot {number}", IsBackground = true };
        _thread.Start();
    }

    public Accelerator Accelerator { get; }

    public string Device { get; }

    public int Capacity => _depth.Capacity;

    public void Enqueue(IReadOnlyList<TrialLease> leases)
    {
        lock (_gate)
        {
            foreach (var lease in leases)
            {
                var trial = new SlotTraining(_trainers.Prepare(lease), this, _time);
                if (_trials.TryAdd(trial.Attempt, trial))
                    _queue.AddLast(trial);
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
        while (Take() is { } trial)
            Train(trial);
    }

    private SlotTraining? Take()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_closed)
                    return null;
                if (_queue.First is { } first)
                {
                    _queue.RemoveFirst();
                    return first.Value;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private void Train(SlotTraining trial)
    {
        var started = _time.GetTimestamp();
        SweepException? refusal = null;
        TrialOutcome outcome = new TrialOutcome.Interrupted();
        try
        {
            outcome = _trainers.TrainerOf(trial.Lease).Train(trial.Lease, trial, trial.Stop);
        }
        catch (OperationCanceledException) when (trial.Stop.IsCancellationRequested)
        {
        }
        catch (SweepException machine)
        {
            // Would meet every other trial too: this one goes back, and its sweep stops.
            refusal = machine;
        }
        catch (Exception bug)
        {
            outcome = new TrialOutcome.Failed($"{bug.GetType().Name}: {bug.Message}");
        }

        End(trial, outcome, _time.GetElapsedTime(started), refusal);
    }

    private void End(SlotTraining trial, TrialOutcome outcome, TimeSpan busy, SweepException? refusal)
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
