using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>Attempts that ended with their process: counted, isolated, and in the end a failure with its reason.</summary>
public sealed class LostAttemptTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Loss_WithoutAFurtherEpoch_FailsTheTrialAtTheLimit(int limit)
    {
        var state = Fresh(new(Trials: 1, LostAttempts: limit));
        var losses = 0;
        while (state.IsActive)
        {
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
            (state.Running[0].LostAttempts, state.IsSuspect(state.Running[0])).ShouldBe((losses, losses > 0 && losses == limit - 1));
            losses++;
            state = Lose(state, 0);
        }

        (losses, state.Failed, state.Sweep.Status).ShouldBe((limit, 1, SweepStatus.Finished));
    }

    [Fact]
    public void Loss_OfTheLastAttempt_IsRecordedWithItsReason()
    {
        var state = Fresh(new(Trials: 1, LostAttempts: 2));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));

        var first = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Lost("silo a died")));
        state = Accepted(first.State, new SweepEvent.LeaseRequested(At));
        var second = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 2, new TrialOutcome.Lost("silo b died")));

        first.Effects.OfType<SweepEffect.SaveEvent>().Single().Event.ShouldBe(new(At, "attempt-lost", 0, "attempt 1: silo a died"));
        Text(second.Effects).ShouldBe("0:Failed, event trial-failed, sweep Finished, event finished");
        second.Effects.OfType<SweepEffect.SaveTrial>().Single().Trial.Reason
            .ShouldBe("2 attempts in a row were lost before a further epoch was completed, the last one because silo b died");
    }

    [Fact]
    public void Loss_AfterAFurtherEpoch_DoesNotCount()
    {
        var state = Fresh(new(Trials: 1, LostAttempts: 1));
        for (var epoch = 1; epoch <= 5; epoch++)
        {
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
            // A resumed trial reports its epochs again.
            for (var reported = 1; reported <= epoch; reported++)
                state = Accepted(state, new SweepEvent.EpochReported(At, 0, epoch, Report(reported)));
            state = Lose(state, 0);
        }

        state.Waiting[0].LostAttempts.ShouldBe(0);
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 6, Report(5)));
        Lose(state, 0).Failed.ShouldBe(1, "the attempt did not get beyond the epochs recorded before");
    }

    [Fact]
    public void Loss_OfATrialWithAResult_LeavesTheResult()
    {
        var state = Fresh(new(Trials: 1, LostAttempts: 1));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        var succeeded = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, Succeeded));
        state = Accepted(succeeded.State, new SweepEvent.EpochsExtended(At, 2));
        state = Accepted(state, new SweepEvent.LeaseRequested(At, succeeded.Effects.OfType<SweepEffect.SaveTrial>().Single().Trial));

        var lost = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 2, new TrialOutcome.Lost("silo a died")));

        var trial = lost.Effects.OfType<SweepEffect.SaveTrial>().Single().Trial;
        (trial.State, trial.Final, trial.Continuation).ShouldBe((TrialState.Succeeded, Final(), null));
        trial.Reason.ShouldStartWith("training it further failed: an attempt was lost, the last one because silo a died; the result of");
        Text(lost.Effects).ShouldBe("0:Succeeded, event trial-kept, sweep Finished, event finished");
    }

    [Fact]
    public void Failure_WithAttemptsLeft_IsAnEvent()
    {
        var state = Accepted(Fresh(), new SweepEvent.LeaseRequested(At));

        var decision = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Failed("bad luck")));

        decision.Effects.OfType<SweepEffect.SaveEvent>().Single().Event.ShouldBe(new(At, "attempt-failed", 0, "attempt 1: bad luck"));
    }

    [Fact]
    public void Lease_WithASuspectWaiting_StartsItLastAndAlone()
    {
        var state = Fresh(new(LostAttempts: 2));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Lose(Lose(state, 0), 1);

        // Two suspects wait; trials 2 and 3 go first.
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        (string.Join(' ', state.Running.Keys), state.HasWork).ShouldBe(("2 3", false));
        Text(SweepRules.Apply(state, new SweepEvent.LeaseRequested(At)).Effects).ShouldBeEmpty();

        state = Accepted(state, new SweepEvent.TrialEnded(At, 2, 1, Succeeded));
        state.HasWork.ShouldBeFalse();
        state = Accepted(state, new SweepEvent.TrialEnded(At, 3, 1, Succeeded));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        (string.Join(' ', state.Running.Keys), state.HasWork).ShouldBe(("0", false), "the other suspect waits");

        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 2, Report(1)));
        state.HasWork.ShouldBeFalse("the other one is still a suspect");
        state = Lose(state, 0);
        state.HasWork.ShouldBeTrue();
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        string.Join(' ', state.Running.Keys).ShouldBe("0", "it completed an epoch, and is not a suspect any more");
        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 3, Succeeded));
        state = Lose(Accepted(state, new SweepEvent.LeaseRequested(At)), 1);

        (state.Sweep.Status, state.Failed).ShouldBe((SweepStatus.Finished, 1));
    }

    [Fact]
    public void Retry_OfAFailedTrial_ForgivesLostAttempts()
    {
        var state = Fresh(new(Trials: 1, LostAttempts: 1));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        var failed = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Lost("silo a died")));

        state = Accepted(
            failed.State,
            new SweepEvent.RetryRequested(At, [failed.Effects.OfType<SweepEffect.SaveTrial>().Single().Trial], Cancelled: false));

        (state.Waiting[0].LostAttempts, state.IsSuspect(state.Waiting[0])).ShouldBe((0, false));
    }

    private static SweepState Lose(SweepState state, long trial) =>
        Accepted(state, new SweepEvent.TrialEnded(At, trial, state.Running[trial].Attempt, new TrialOutcome.Lost("the process ended")));
}
