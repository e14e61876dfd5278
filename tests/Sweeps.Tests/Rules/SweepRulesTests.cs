using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Testing;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>Leasing, limits, extensions and recovery beyond the table.</summary>
public sealed class SweepRulesTests
{
    [Fact]
    public void Lease_OfAFreshTrial_NumbersItRepeatByRepeat()
    {
        var state = Fresh();
        var started = new List<TrialRecord>();
        for (var lease = 0; lease < 4; lease++)
        {
            var decision = SweepRules.Apply(state, new SweepEvent.LeaseRequested(At));
            started.Add(decision.Effects.OfType<SweepEffect.StartTrial>().Single().Trial);
            state = decision.State;
        }

        started.Select(trial => (trial.Trial, trial.Configuration, trial.SeedIndex, trial.Attempt, trial.Pass))
            .ShouldBe([(0, 0, 0, 1, 0), (1, 1, 0, 1, 0), (2, 0, 1, 1, 0), (3, 1, 1, 1, 0)]);
        started.ShouldAllBe(trial => trial.StartedAt == At && trial.State == TrialState.Running);
    }

    [Fact]
    public void Lease_WithATrialWaiting_TakesTheFirstOfThem()
    {
        var state = Busy(SweepStatus.Running);
        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Interrupted()));

        Text(SweepRules.Apply(state, new SweepEvent.LeaseRequested(At)).Effects).ShouldBe("0:Running, start 0");
    }

    [Fact]
    public void Lease_WithNothingLeftButTrialsRunning_GrantsNothing()
    {
        var state = Fresh();
        for (var lease = 0; lease < 4; lease++)
            state = Accepted(state, new SweepEvent.LeaseRequested(At));

        var decision = SweepRules.Apply(state, new SweepEvent.LeaseRequested(At));

        decision.Refusal.ShouldBeNull();
        decision.Effects.ShouldBeEmpty();
        decision.State.HasWork.ShouldBeFalse();
    }

    [Fact]
    public void End_OfTheLastTrial_FinishesTheSweep()
    {
        var state = Fresh(new(Trials: 1));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));

        var decision = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, Succeeded));

        Text(decision.Effects).ShouldBe("0:Succeeded, sweep Finished, event finished");
        decision.State.Unfinished.ShouldBe(0);
    }

    [Fact]
    public void End_OfTheLastTrialWhilePaused_IsFinishedWhenResumed()
    {
        var state = Fresh(new(Trials: 1));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.PauseRequested(At, "by a test"));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 1, Succeeded));

        state.Sweep.Status.ShouldBe(SweepStatus.Paused);
        Text(SweepRules.Apply(state, new SweepEvent.ResumeRequested(At)).Effects)
            .ShouldBe("sweep Running, event resumed, sweep Finished, event finished");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    public void Failure_WithALimitOnAttempts_IsTriedSoOften(int attempts, int expected)
    {
        var state = Fresh(new(Attempts: attempts, Trials: 1));
        var starts = 0;
        while (state.IsActive)
        {
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
            starts++;
            state = Accepted(state, new SweepEvent.TrialEnded(At, 0, starts, new TrialOutcome.Failed("bad luck")));
        }

        starts.ShouldBe(expected);
        state.Failed.ShouldBe(1);
    }

    [Fact]
    public void Interruption_OfAnyNumber_IsNoFailure()
    {
        var state = Fresh(new(Attempts: 1, Trials: 1));
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
            state = Accepted(state, new SweepEvent.TrialEnded(At, 0, attempt, new TrialOutcome.Interrupted()));
        }

        state.Waiting[0].Failures.ShouldBe(0);
        state.IsActive.ShouldBeTrue();
    }

    [Fact]
    public void LimitOfFailures_Reached_EndsWhatIsInFlightForGood()
    {
        var state = Fresh(new(Failures: 1, Attempts: 1));
        for (var trial = 0; trial < 3; trial++)
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 2, 1, new TrialOutcome.Interrupted()));

        var decision = SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 1, 1, new TrialOutcome.Failed("bad luck")));

        Text(decision.Effects)
            .ShouldBe("1:Failed, event trial-failed, interrupt 0, 0:Cancelled, 2:Cancelled, sweep Finished, event finished");
        decision.State.Sweep.Reason.ShouldBe("1 trials failed, which is the limit");
        SweepRules.Apply(decision.State, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Interrupted())).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void LimitOfTrials_BelowTheGrid_IsAllThereIs()
    {
        var state = Finished(Fresh(new(Trials: 3)));

        state.Trials.ShouldBe(3);
        state.Next.ShouldBe(3);
        SweepRules.Apply(state, new SweepEvent.SeedsExtended(At, 1)).Refusal!.ShouldContain("limits.trials");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Extension_ByAnImpossibleNumber_IsRefused(int number)
    {
        var state = Busy(SweepStatus.Finished);

        SweepRules.Apply(state, new SweepEvent.EpochsExtended(At, number)).Refusal.ShouldNotBeNull();
        SweepRules.Apply(state, new SweepEvent.SeedsExtended(At, number)).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void Extension_BySeedsPast64Bits_IsRefused()
    {
        var state = Busy(SweepStatus.Finished);
        state = state with { Sweep = state.Sweep with { Configurations = long.MaxValue / 3 } };

        SweepRules.Apply(state, new SweepEvent.SeedsExtended(At, 2)).Refusal!.ShouldContain("at most 1");
        Accepted(state, new SweepEvent.SeedsExtended(At, 1)).Sweep.Seeds.ShouldBe(3);
    }

    [Fact]
    public void Extension_ByEpochs_LooksAtEveryTrialAgain()
    {
        var state = Accepted(Busy(SweepStatus.Finished), new SweepEvent.EpochsExtended(At, 5));

        (state.Sweep.EpochBonus, state.Sweep.Pass, state.Next, state.Unfinished).ShouldBe((5, 1, 0, 4));
    }

    [Theory]
    [InlineData(TrialState.Succeeded, false, "0:Running, start 0")]
    [InlineData(TrialState.Succeeded, true, "0:Succeeded")]
    [InlineData(TrialState.Waiting, false, "0:Running, start 0")]
    [InlineData(TrialState.Running, false, "0:Running, start 0")]
    [InlineData(TrialState.Diverged, false, "0:Diverged")]
    [InlineData(TrialState.Failed, false, "0:Failed")]
    [InlineData(TrialState.Cancelled, false, "0:Cancelled")]
    public void Lease_InALaterPass_TakesUpWhatWasTrained(TrialState before, bool stoppedEarly, string effects)
    {
        var state = Accepted(Busy(SweepStatus.Finished), new SweepEvent.EpochsExtended(At, 5));
        var previous = new TrialRecord
        {
            Trial = 0,
            Configuration = 0,
            SeedIndex = 0,
            State = before,
            StoppedEarly = stoppedEarly,
            Attempt = 3,
            Pass = 0,
            StartedAt = At,
        };

        var decision = SweepRules.Apply(state, new SweepEvent.LeaseRequested(At, previous));

        Text(decision.Effects).ShouldBe(effects);
        decision.State.Next.ShouldBe(1);
        decision.Effects.OfType<SweepEffect.SaveTrial>().Single().Trial.Pass.ShouldBe(1);
    }

    [Fact]
    public void Lease_InALaterPassWhereNothingGoesOn_FinishesTheSweep()
    {
        var state = Accepted(Finished(Fresh(new(Trials: 1))), new SweepEvent.EpochsExtended(At, 5));
        var diverged = new TrialRecord
        {
            Trial = 0,
            Configuration = 0,
            SeedIndex = 0,
            State = TrialState.Diverged,
            Attempt = 1,
            Pass = 0,
            StartedAt = At,
        };

        var decision = SweepRules.Apply(state, new SweepEvent.LeaseRequested(At, diverged));

        Text(decision.Effects).ShouldBe("0:Diverged, sweep Finished, event finished");
    }

    [Fact]
    public void Lease_WithTheRecordOfAnotherTrial_Throws()
    {
        var state = Accepted(Busy(SweepStatus.Finished), new SweepEvent.EpochsExtended(At, 5));
        var other = new TrialRecord
        {
            Trial = 2,
            Configuration = 0,
            SeedIndex = 1,
            State = TrialState.Succeeded,
            Attempt = 1,
            Pass = 0,
            StartedAt = At,
        };

        Should.Throw<ArgumentException>(() => SweepRules.Apply(state, new SweepEvent.LeaseRequested(At, other)));
    }

    [Fact]
    public void Recover_AfterACrash_HasWhatRanWaiting()
    {
        var before = Busy(SweepStatus.Running);
        var spec = Specs.Quick();

        var after = SweepState.Recover(before.Sweep, spec, new(3, [before.Running[0], before.Waiting[1]], Failed: 0));

        after.Running.ShouldBeEmpty();
        after.Waiting.Keys.ShouldBe([0, 1]);
        after.Waiting.Values.ShouldAllBe(trial => trial.State == TrialState.Waiting);
        (after.Next, after.Unfinished, after.HasWork).ShouldBe((3, 3, true));
        // The fence: what the crashed process still says of attempt 1 is refused once attempt 2 has begun.
        after = Accepted(after, new SweepEvent.LeaseRequested(At));
        SweepRules.Apply(after, new SweepEvent.TrialEnded(At, 0, 1, Succeeded))
            .Refusal!.ShouldContain("attempt 1 of trial 0 is not its newest, which is 2");
    }

    [Fact]
    public void State_OfABillionCells_HoldsOnlyWhatIsInFlight()
    {
        var state = Fresh();
        state = state with { Sweep = state.Sweep with { Configurations = 1_000_000_000, Seeds = 5 } };
        for (var trial = 0; trial < 1000; trial++)
        {
            state = Accepted(state, new SweepEvent.LeaseRequested(At));
            state = Accepted(state, new SweepEvent.TrialEnded(At, trial, 1, Succeeded));
        }

        (state.Trials, state.Unfinished, state.Next).ShouldBe((5_000_000_000, 4_999_999_000, 1000));
        (state.Running.Count + state.Waiting.Count).ShouldBe(0);
    }
}
