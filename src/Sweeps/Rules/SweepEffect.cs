using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Rules;

/// <summary>An action that follows from a decision: the runtime first saves all records, then carries out the others. Every effect may be
/// carried out twice without harm.</summary>
public abstract record SweepEffect
{
    private SweepEffect()
    {
    }

    public sealed record SaveSweep(SweepRecord Sweep) : SweepEffect;

    public sealed record SaveTrial(TrialRecord Trial) : SweepEffect;

    public sealed record SaveEpoch(EpochRecord Epoch) : SweepEffect;

    public sealed record SaveEvent(EventRecord Event) : SweepEffect;

    public sealed record SaveDecision(DecisionRecord Decision) : SweepEffect;

    /// <summary>Hands the trial to a worker slot.</summary>
    public sealed record StartTrial(TrialRecord Trial) : SweepEffect;

    /// <summary>Requests a checkpoint and the trial's end from its slot.</summary>
    public sealed record InterruptTrial(long Trial, int Attempt) : SweepEffect;
}

/// <summary>The decision of the rules on an event.</summary>
/// <param name="State">The new state; the old one if the event was refused.</param>
/// <param name="Refusal">Why the event was refused, for people; null if it was accepted.</param>
public sealed record SweepDecision(SweepState State, IReadOnlyList<SweepEffect> Effects, string? Refusal = null);
