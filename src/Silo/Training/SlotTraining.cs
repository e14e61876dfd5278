using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Training;

/// <summary>A trial on a slot, alone or in a pack: hears of its epochs, and knows where it is.</summary>
/// <param name="rule">With which others it gains by being trained.</param>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer or a wait handle the source holds nothing, and an interrupt may come late.")]
internal sealed class SlotTraining(TrialLease lease, PackRule rule, TrainingSlot slot, TimeProvider time) : IPackedTrial
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TrialProgress _progress;
    private double _rate;
    private (long At, double Samples)? _mark;
    private long _begun;
    private int _company = 1;
    private TrialTrace? _trace;

    public TrialLease Lease { get; } = lease;

    public SlotAttempt Attempt { get; } = SlotAttempt.Of(lease);

    public PackRule Rule { get; } = rule;

    public bool HasEnded { get; private set; }

    public CancellationToken Stop => _stop.Token;

    public (TrialProgress Progress, double SamplesPerSecond) Now
    {
        get
        {
            lock (_gate)
            {
                return (_progress, _rate);
            }
        }
    }

    public void Interrupt() => _stop.Cancel();

    /// <param name="company">Trials that share the slot's time from now on, this one included.</param>
    public void Begin(int company)
    {
        (_begun, _company) = (time.GetTimestamp(), company);
        _trace = slot.Trace.Begin(Lease, slot.Number);
    }

    public void Ended(TrialOutcome outcome) => End(outcome, refusal: null);

    /// <param name="refusal">What concerns the machine.</param>
    public void End(TrialOutcome outcome, SweepException? refusal)
    {
        HasEnded = true;
        _trace?.End(outcome);
        slot.End(this, outcome, time.GetElapsedTime(_begun) / _company, refusal);
    }

    public bool EpochCompleted(EpochReport report)
    {
        Progress(new(report.Epoch, report.Samples, report.Samples, report.TrainLoss, report.TrainAccuracy));
        _trace?.Epoch(report);
        slot.Report(this, report);
        return !_stop.IsCancellationRequested;
    }

    public void Progress(in TrialProgress progress)
    {
        var samples = ((double)(progress.Epoch - 1) * progress.SamplesPerEpoch) + progress.Samples;
        var now = time.GetTimestamp();
        lock (_gate)
        {
            _progress = progress;
            if (_mark is not { } mark)
            {
                _mark = (now, samples);
                return;
            }

            var elapsed = time.GetElapsedTime(mark.At, now);
            if (elapsed < RateWindow)
                return;
            _rate = Math.Max(0, samples - mark.Samples) / elapsed.TotalSeconds;
            _mark = (now, samples);
        }
    }
}
