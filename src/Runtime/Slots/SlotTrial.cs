using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Slots;

/// <summary>One attempt at a trial on a training slot, alone or in a pack. Follows its progress, and reports its epochs and its end to the
/// host, which is an embedded run or the grain of a slot.</summary>
public abstract class SlotTrial(TimeProvider time) : IPackedTrial
{
    private readonly Lock _gate = new();
    private readonly SampleRate _rate = new(time);
    private TrialProgress _progress;
    private double _restored;
    private TrialTrace? _trace;
    private SlotShare? _share;

    /// <summary>What is to be trained. The first call may describe it, and throw what a trainer would throw.</summary>
    public abstract TrialLease Lease { get; }

    /// <summary>Whether it is trained without any other trial in this process.</summary>
    public abstract bool IsIsolated { get; }

    /// <summary>Cancelled when the trial is to end at a checkpoint.</summary>
    public abstract CancellationToken Stop { get; }

    public bool HasEnded { get; private set; }

    /// <summary>The latest progress, and images per second; a rate of 0 once the trial has ended.</summary>
    public (TrialProgress Progress, double SamplesPerSecond) Now
    {
        get
        {
            lock (_gate)
            {
                return (_progress, HasEnded ? 0 : _rate.Value);
            }
        }
    }

    /// <summary>The share of the trial that its attempt took from a checkpoint instead of training it, 0 to 1.</summary>
    public double RestoredShare =>
        Now.Progress is { RestoredEpochs: > 0 } progress ? RemainingTime.RestoredShare(progress, Lease.EpochTarget) : 0;

    /// <summary>Whether the trial may be trained in a pack of that key.</summary>
    public bool MayJoin(object key, IPackTrainer trainer)
    {
        try
        {
            return !IsIsolated && key.Equals(trainer.PackOf(Lease).Key);
        }
        catch (Exception)
        {
            // An error in its lease is reported when the trial itself is trained.
            return false;
        }
    }

    /// <summary>The trial is about to be trained.</summary>
    /// <param name="share">The slot's time, which the trials on it share.</param>
    public void Begin(int slot, SlotShare share)
    {
        _share = share;
        _trace = BeginTrace(slot);
    }

    /// <inheritdoc/>
    public bool EpochCompleted(EpochReport report)
    {
        Progress(new(report.Epoch, report.Samples, report.Samples, report.TrainLoss, report.TrainAccuracy));
        if (report.Epoch > _restored)
            _trace?.Epoch(report);
        OnEpoch(report);
        return !Stop.IsCancellationRequested;
    }

    /// <inheritdoc/>
    public void Progress(in TrialProgress progress)
    {
        lock (_gate)
        {
            _progress = progress with { RestoredEpochs = _restored };
            // Work of an earlier attempt, reported within a millisecond, would count as images per second.
            if (Position(progress) > _restored)
                _rate.Observe(((double)(progress.Epoch - 1) * progress.SamplesPerEpoch) + progress.Samples);
        }
    }

    /// <inheritdoc/>
    public void Restored(double epochs)
    {
        lock (_gate)
        {
            _restored = epochs;
            _progress = _progress with { RestoredEpochs = epochs };
        }
    }

    private static double Position(in TrialProgress progress) =>
        progress.Epoch - 1 + (progress.SamplesPerEpoch == 0 ? 0 : (double)progress.Samples / progress.SamplesPerEpoch);

    /// <inheritdoc/>
    public void Ended(TrialOutcome outcome) => End(outcome, failure: null);

    /// <param name="failure">A failure of the machine, which stops the whole sweep; the outcome is an interruption then.</param>
    /// <exception cref="InvalidOperationException">The trial has ended already: a trainer reported its end twice.</exception>
    public void End(TrialOutcome outcome, SweepException? failure)
    {
        lock (_gate)
        {
            if (HasEnded)
                throw new InvalidOperationException($"Trial {Lease.Trial} has ended, and can't end again as {outcome}.");
            HasEnded = true;
        }

        _trace?.End(outcome);
        OnEnd(outcome, _share?.Leave() ?? TimeSpan.Zero, failure);
    }

    /// <summary>Begins the trace of the trial; null if traces are off.</summary>
    protected abstract TrialTrace? BeginTrace(int slot);

    /// <summary>An epoch has been completed; called on the training thread.</summary>
    protected abstract void OnEpoch(EpochReport report);

    /// <summary>The trial has ended; called once, on the training thread.</summary>
    /// <param name="busy">The slot's time that it took; zero if it was not trained.</param>
    /// <param name="failure">A failure of the machine; null for the trial's own end.</param>
    protected abstract void OnEnd(TrialOutcome outcome, TimeSpan busy, SweepException? failure);
}
