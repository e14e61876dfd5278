using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Slots;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>A trial on a slot, alone or in a pack: it tells its run what it hears, and knows where it is.</summary>
/// <param name="share">The slot's time, of which the trials on it have equal shares.</param>
public sealed class RunningAttempt(int slot, LeasedTrial leased, SlotShare share, TimeProvider time) : IPackedTrial
{
    private readonly Lock _gate = new();
    private readonly SampleRate _rate = new(time);
    private TrialProgress _progress;
    private TrialTrace? _trace;

    public LeasedTrial Leased => leased;

    public TrialLease Lease => leased.Lease;

    public CancellationToken Stop => leased.Stop;

    public bool HasEnded { get; private set; }

    /// <summary>It is about to be trained.</summary>
    public void Begin() => _trace = leased.Run.Trace?.Begin(Lease, slot);

    /// <summary>Null: it has ended, or is not of this run.</summary>
    public RunningTrial? Running(SweepRun run)
    {
        lock (_gate)
        {
            return HasEnded || leased.Run != run
                ? null
                : new(slot, leased.Trial.Trial, leased.Trial.Attempt, Lease.EpochTarget, _progress, _rate.Value);
        }
    }

    /// <summary>In a second; 0 once it has ended.</summary>
    public (double Samples, double Steps) Rates()
    {
        lock (_gate)
        {
            return HasEnded ? default : (_rate.Value, _rate.Value / Lease.Configuration.Batch);
        }
    }

    public bool EpochCompleted(EpochReport report)
    {
        Progress(new(report.Epoch, report.Samples, report.Samples, report.TrainLoss, report.TrainAccuracy));
        _trace?.Epoch(report);
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

    public void Ended(TrialOutcome outcome) => End(outcome, failure: null);

    /// <param name="failure">What concerns the machine and stops the whole sweep.</param>
    public void End(TrialOutcome outcome, SweepException? failure)
    {
        lock (_gate)
        {
            if (HasEnded)
                throw new InvalidOperationException($"Trial {leased.Trial.Trial} has ended, and can't end again as {outcome}.");
            HasEnded = true;
        }

        _trace?.End(outcome);
        leased.Run.End(new(leased, outcome, time.GetUtcNow(), share.Leave(), failure));
    }
}

/// <summary>Shares a slot's time among the trials that are on it at once.</summary>
/// <param name="trials">That begin now.</param>
public sealed class SlotShare(int trials, TimeProvider time)
{
    private int _present = trials;
    private long _mark = time.GetTimestamp();
    private TimeSpan _each;

    /// <summary>A trial ends: its share of the time since the beginning.</summary>
    public TimeSpan Leave()
    {
        var now = time.GetTimestamp();
        _each += time.GetElapsedTime(_mark, now) / _present--;
        _mark = now;
        return _each;
    }
}
