using System.Diagnostics.CodeAnalysis;
using SweepCluster.Model.Trials;

namespace SweepCluster.Runtime.Embedded;

/// <summary>A leased trial on its way: queued, then either taken by a slot or withdrawn before one took it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer or a wait handle the source holds nothing, and an interrupt may come late.")]
public sealed class LeasedTrial(SweepRun run, TrialRecord trial)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _stop = new();
    private TrialLease? _lease;
    private int _stage;

    public SweepRun Run { get; } = run;

    /// <summary>As it was when leased.</summary>
    public TrialRecord Trial { get; } = trial;

    /// <summary>All that a slot needs to run it; made by the first who asks.</summary>
    public TrialLease Lease => _lease ??= Run.Describe(Trial);

    /// <summary>Whether it is trained without any other trial in this process.</summary>
    public bool IsIsolated => Run.IsIsolated(Trial);

    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether a slot may still take it.</summary>
    public bool IsQueued => Volatile.Read(ref _stage) == Queued;

    /// <summary>False: withdrawn, or another slot has it.</summary>
    public bool TryTake() => Leave(Taken);

    /// <summary>False: a slot has it.</summary>
    public bool TryWithdraw() => Leave(Withdrawn);

    /// <summary>Asks the slot to end the trial at a checkpoint.</summary>
    public void Interrupt() => _stop.Cancel();

    private bool Leave(int stage)
    {
        if (Interlocked.CompareExchange(ref _stage, stage, Queued) != Queued)
            return false;
        Run.LeftQueue();
        return true;
    }
}
