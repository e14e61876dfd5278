using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Runtime.Embedded;

/// <summary>A message to a run's loop.</summary>
public abstract record RunMessage
{
    private RunMessage()
    {
    }

    public sealed record EpochCompleted(LeasedTrial Leased, EpochReport Report) : RunMessage;

    /// <param name="Busy">Slot time that the trial used; zero if no slot took it.</param>
    /// <param name="Failure">A failure of the machine, which stops the whole sweep.</param>
    public sealed record TrialEnded(
        LeasedTrial Leased, TrialOutcome Outcome, DateTimeOffset At, TimeSpan Busy, SweepException? Failure = null) : RunMessage;

    /// <param name="Answer">Completes with the sweep after the change, once that is saved, or with the refusal.</param>
    public sealed record ChangeRequested(SweepChange Change, TaskCompletionSource<SweepRecord> Answer) : RunMessage;

    /// <summary>A slot takes packs: the run keeps enough trials queued for them.</summary>
    /// <param name="MaxTrials">Maximum number of trials in a pack.</param>
    /// <param name="Answer">Completes with the sweep once the trials are queued.</param>
    public sealed record PacksRequested(int MaxTrials, TaskCompletionSource<SweepRecord> Answer) : RunMessage;

    /// <summary>The run saves the gathered changes, and checks its time limit and pending requests.</summary>
    public sealed record Ticked : RunMessage;

    /// <summary>The run interrupts its trials and leaves the sweep resumable.</summary>
    public sealed record StopRequested : RunMessage;
}
