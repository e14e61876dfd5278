using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Slots;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>A leased trial: queued, then either taken by a slot or withdrawn before a slot takes it.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "Without a timer or a wait handle the source holds nothing, and an interrupt may come late.")]
public sealed class LeasedTrial(SweepRun run, TrialRecord trial, TimeProvider time) : SlotTrial(time)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _stop = new();
    private TrialLease? _lease;
    private int _stage;

    public SweepRun Run { get; } = run;

    /// <summary>The record of the trial when it was leased.</summary>
    public TrialRecord Trial { get; } = trial;

    /// <inheritdoc/>
    public override TrialLease Lease => _lease ??= Run.Describe(Trial);

    /// <inheritdoc/>
    public override bool IsIsolated => Run.IsIsolated(Trial);

    /// <inheritdoc/>
    public override CancellationToken Stop => _stop.Token;

    /// <summary>Whether a slot may still take it.</summary>
    public bool IsQueued => Volatile.Read(ref _stage) == Queued;

    /// <summary>Takes the trial for a slot; false if it was withdrawn or another slot has it.</summary>
    public bool TryTake() => Leave(Taken);

    /// <summary>Withdraws the trial; false if a slot has it.</summary>
    public bool TryWithdraw() => Leave(Withdrawn);

    /// <summary>Requests the trial's end at a checkpoint.</summary>
    public void Interrupt() => _stop.Cancel();

    /// <summary>The trial's progress; null once it has ended.</summary>
    public RunningTrial? Running(int slot)
    {
        var (progress, rate) = Now;
        return HasEnded ? null : new(slot, Trial.Trial, Trial.Attempt, Lease.EpochTarget, progress, rate);
    }

    /// <inheritdoc/>
    protected override TrialTrace? BeginTrace(int slot) => Run.Trace?.Begin(Lease, slot);

    /// <inheritdoc/>
    protected override void OnEpoch(EpochReport report) => Run.Report(this, report);

    /// <inheritdoc/>
    protected override void OnEnd(TrialOutcome outcome, TimeSpan busy, SweepException? failure) =>
        Run.End(this, outcome, busy, failure);

    private bool Leave(int stage)
    {
        if (Interlocked.CompareExchange(ref _stage, stage, Queued) != Queued)
            return false;
        Run.LeftQueue();
        return true;
    }
}
