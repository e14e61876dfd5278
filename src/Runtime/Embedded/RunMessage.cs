using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Runtime.Embedded;

/// <summary>What a run's loop hears of.</summary>
public abstract record RunMessage
{
    private RunMessage()
    {
    }

    public sealed record EpochCompleted(LeasedTrial Leased, EpochReport Report) : RunMessage;

    /// <param name="Busy">How long it kept a slot; zero when no slot took it.</param>
    /// <param name="Failure">What concerns the machine and stops the whole sweep.</param>
    public sealed record TrialEnded(
        LeasedTrial Leased, TrialOutcome Outcome, DateTimeOffset At, TimeSpan Busy, SweepException? Failure = null) : RunMessage;

    /// <param name="Answer">The sweep after the change, once that is saved; or the refusal.</param>
    public sealed record ChangeRequested(SweepChange Change, TaskCompletionSource<SweepRecord> Answer) : RunMessage;

    /// <summary>A slot takes packs: keep enough trials queued for them.</summary>
    /// <param name="MaxTrials">Maximum number of trials in a pack.</param>
    /// <param name="Answer">The sweep, once the trials are queued.</param>
    public sealed record CompanyWanted(int MaxTrials, TaskCompletionSource<SweepRecord> Answer) : RunMessage;

    /// <summary>Time has passed: save what has gathered, look at the clock and at requests.</summary>
    public sealed record Ticked : RunMessage;

    /// <summary>Interrupt the trials, leave the sweep resumable.</summary>
    public sealed record StopRequested : RunMessage;
}
