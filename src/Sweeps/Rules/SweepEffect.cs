using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>What a runtime does about a decision: first it saves all the records, then it carries out the rest. Every effect may
/// be carried out twice without harm.</summary>
public abstract record SweepEffect
{
    private SweepEffect()
    {
    }

    public sealed record SaveSweep(SweepRecord Sweep) : SweepEffect;

    public sealed record SaveTrial(TrialRecord Trial) : SweepEffect;

    public sealed record SaveEpoch(EpochRecord Epoch) : SweepEffect;

    public sealed record SaveEvent(EventRecord Event) : SweepEffect;

    /// <summary>Hand the trial to a worker slot.</summary>
    public sealed record StartTrial(TrialRecord Trial) : SweepEffect;

    /// <summary>Ask the slot that runs the trial to write a checkpoint and end it.</summary>
    public sealed record InterruptTrial(long Trial, int Attempt) : SweepEffect;
}

/// <summary>What the rules say to an event.</summary>
/// <param name="State">The new state; the old one when refused.</param>
/// <param name="Refusal">Why the event was refused, for people; null when it was accepted.</param>
public sealed record SweepDecision(SweepState State, IReadOnlyList<SweepEffect> Effects, string? Refusal = null);
