using System.Diagnostics.CodeAnalysis;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Slots;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Training;

/// <summary>A trial that a slot's grain leased.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "Without a timer or a wait handle the source holds nothing, and an interrupt may come late.")]
internal sealed class SiloTrial(TrialLease lease, SiloSlot slot, TimeProvider time) : SlotTrial(time)
{
    private readonly CancellationTokenSource _stop = new();

    public SlotAttempt Attempt { get; } = SlotAttempt.FromLease(lease);

    /// <inheritdoc/>
    public override TrialLease Lease => lease;

    /// <inheritdoc/>
    public override bool IsIsolated => lease.Isolated;

    /// <inheritdoc/>
    public override CancellationToken Stop => _stop.Token;

    /// <summary>Requests the trial's end at a checkpoint.</summary>
    public void Interrupt() => _stop.Cancel();

    /// <inheritdoc/>
    protected override TrialTrace? BeginTrace(int number) => slot.Trace.Begin(lease, number);

    /// <inheritdoc/>
    protected override void OnEpoch(EpochReport report) => slot.Report(this, report);

    /// <inheritdoc/>
    protected override void OnEnd(TrialOutcome outcome, TimeSpan busy, SweepException? failure) => slot.End(this, outcome, busy, failure);
}
