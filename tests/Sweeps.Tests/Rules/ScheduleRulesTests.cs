using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Tests.VirtualTime;
using SweepCluster.Sweeps.VirtualTime;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>The rules of a sweep whose trials a scheduler trains to a rung at 1 epoch, and the better half of them to 3.</summary>
public sealed class ScheduleRulesTests
{
    [Fact]
    public void Lease_WithASchedule_TakesTheOpenJobsInTheOrderOfTheirEnds()
    {
        var state = Fresh();
        state = Scheduled(state, job => 10 - job.Trial);

        var (first, second) = (Lease(ref state), Lease(ref state));

        (first.Trial, first.StopAt, second.Trial, second.StopAt).ShouldBe((1, 1, 0, 1));
        // Two virtual workers, two open jobs: the other trials wait for a result.
        state.HasWork.ShouldBeFalse();
        state.Leasable.ShouldBe(0);
    }

    [Fact]
    public void End_OfAJob_PausesItsTrialAndOpensTheNextJob()
    {
        var state = Scheduled(Fresh(), _ => 1);
        Lease(ref state);
        Lease(ref state);

        var first = Pause(state, trial: 0, loss: 0.5);
        var second = Pause(first.State, trial: 1, loss: 0.25);

        Text(first.Effects).ShouldBe("0:Paused");
        Text(second.Effects).ShouldBe("1:Paused, promote 1, start 2");
        second.State.Schedule!.Paused.Keys.ShouldBe([0, 1]);
        second.State.NextScheduled!.ShouldBe(second.State.Find(1)! with { StopAt = 3 });
    }

    [Fact]
    public void End_OfTheSearch_StopsWhatWaitedAndFinishesTheSweep()
    {
        var (state, effects) = RunToTheEnd(Scheduled(Fresh(), _ => 1));

        state.Sweep.Status.ShouldBe(SweepStatus.Finished);
        state.Unfinished.ShouldBe(0);
        var stopped = effects.OfType<SweepEffect.SaveTrial>().Select(effect => effect.Trial)
            .Where(trial => trial.State == TrialState.Stopped).ToList();
        stopped.Select(trial => trial.Trial).ShouldBe([0]);
        stopped.ShouldAllBe(trial => trial.Reason == "stopped at 1 epoch by halving: the worse half" && trial.FinishedAt == At);
        stopped.ShouldAllBe(trial => !trial.HasResult && trial.CountedObjective == null);
    }

    [Fact]
    public void Interruption_OfATrial_LeasesTheSameJobAgain()
    {
        var state = Scheduled(Fresh(), _ => 1);
        Lease(ref state);

        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Interrupted()));
        var again = Lease(ref state);

        (again.Trial, again.StopAt, again.Attempt).ShouldBe((0, 1, 2));
    }

    [Fact]
    public void Pause_OfAnAttemptWhoseEpochsAreNotRecorded_LeasesItAgain()
    {
        var state = Scheduled(Fresh(), _ => 1);
        Lease(ref state);

        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Paused()));

        state.Waiting.Keys.ShouldBe([0]);
    }

    [Fact]
    public void Cancel_OfASweepWithTrialsThatWaitForADecision_CancelsThemToo()
    {
        var state = Scheduled(Fresh(), _ => 1);
        Lease(ref state);
        Lease(ref state);
        state = Pause(state, trial: 0, loss: 0.5).State;

        var decision = SweepRules.Apply(state, new SweepEvent.CancelRequested(At));

        Text(decision.Effects).ShouldBe("interrupt 1, 0:Cancelled, 1:Cancelled, sweep Cancelled, event cancelled");
        decision.State.Unfinished.ShouldBe(0);
    }

    [Fact]
    public void Changes_ThatWouldChangeDecisions_AreRefused()
    {
        var (state, _) = RunToTheEnd(Scheduled(Fresh(), _ => 1));
        SweepEvent[] changes =
        [
            new SweepEvent.EpochsExtended(At, 1), new SweepEvent.SeedsExtended(At, 1), new SweepEvent.RetryRequested(At, [], false),
        ];

        foreach (var change in changes)
            SweepRules.Apply(state, change).Refusal.ShouldNotBeNull().ShouldContain("halving has decided");
    }

    [Fact]
    public void Recovery_AfterAnyNumberOfEvents_TakesTheSameDecisions()
    {
        var (_, whole) = RunToTheEnd(Scheduled(Fresh(), _ => 1));
        var expected = Taken(whole);
        for (var events = 0; events < 30; events++)
        {
            var start = Scheduled(Fresh(), _ => 1);
            var (state, before) = Run(start, events);
            var trials = before.OfType<SweepEffect.SaveTrial>().Select(effect => effect.Trial)
                .GroupBy(trial => trial.Trial).Select(same => same.Last()).OrderBy(trial => trial.Trial).ToList();
            var values = before.OfType<SweepEffect.SaveEpoch>().GroupBy(effect => effect.Epoch.Trial).ToDictionary(
                own => own.Key,
                own => (IReadOnlyList<double?>)[.. own.Select(effect => effect.Epoch.Report.ValidationLoss)]);
            var initial = start.Schedule!.Unsaved;
            var records = new ScheduleRecords(trials, values, [.. initial, .. Taken(before)]);

            var recovered = ScheduleRecovery.Recover(Start(_ => 1), "halving", "x-1", records);

            recovered.Unsaved.ShouldBeEmpty();
            recovered.Paused.ShouldBe(state.Schedule!.Paused);
            recovered.Settled.ShouldBe(state.Schedule.Settled);
            recovered.Clock.Unresolved.ShouldBe(state.Schedule.Clock.Unresolved);
            var (_, rest) = RunToTheEnd(state.WithSchedule(recovered, records, adopt: true));
            Taken([.. before, .. rest]).ShouldBe(expected, $"after {events} events");
        }
    }

    [Fact]
    public void Recovery_FromOtherDecisions_IsRefusedWithTheFirst()
    {
        var records = ScheduleRecords.None with { Decisions = [new(1, "0", "start", 5, 0, "by another version")] };

        Should.Throw<SweepException>(() => ScheduleRecovery.Recover(Start(_ => 1), "halving", "x-1", records))
            .Message.ShouldContain("decision 1 of its schedule is recorded as 'start trial 5 at 0 epochs");
    }

    private static SweepState Scheduled(SweepState state, Func<Job, Int128> cost) => state.WithSchedule(
        ScheduleRecovery.Recover(Start(cost), "halving", "x-1", ScheduleRecords.None), ScheduleRecords.None, adopt: false);

    private static ClockStep Start(Func<Job, Int128> cost) => VirtualClock.Start(new HalvingScheduler(4, 1, 3), workers: 2, cost);

    private static TrialRecord Lease(ref SweepState state)
    {
        var decision = SweepRules.Apply(state, new SweepEvent.LeaseRequested(At));
        state = decision.State;
        return decision.Effects.OfType<SweepEffect.StartTrial>().Single().Trial;
    }

    private static SweepDecision Pause(SweepState state, long trial, double loss)
    {
        var attempt = state.Running[trial].Attempt;
        state = Accepted(state, new SweepEvent.EpochReported(At, trial, attempt, Report(1, loss)));
        return SweepRules.Apply(state, new SweepEvent.TrialEnded(At, trial, attempt, new TrialOutcome.Paused()));
    }

    private static (SweepState State, List<SweepEffect> Effects) RunToTheEnd(SweepState state)
    {
        var (ended, effects) = Run(state, int.MaxValue);
        ended.IsActive.ShouldBeFalse();
        return (ended, effects);
    }

    /// <summary>Trains one trial after the other, for a number of events.</summary>
    private static (SweepState State, List<SweepEffect> Effects) Run(SweepState state, int events)
    {
        var effects = new List<SweepEffect>();
        for (var happened = 0; happened < events && state.IsActive; happened++)
        {
            var decision = SweepRules.Apply(state, Next(state));
            decision.Refusal.ShouldBeNull();
            effects.AddRange(decision.Effects);
            state = decision.State;
        }

        return (state, effects);
    }

    private static SweepEvent Next(SweepState state)
    {
        if (state.HasWork)
            return new SweepEvent.LeaseRequested(At);
        // The last one first: results come in another order than the virtual clock's.
        var running = state.Running.Values.Last();
        if (running.EpochsTrained < running.StopAt)
        {
            var loss = 1.0 / (running.Trial + running.EpochsTrained + 2);
            return new SweepEvent.EpochReported(At, running.Trial, running.Attempt, Report(running.EpochsTrained + 1, loss));
        }

        return new SweepEvent.TrialEnded(At, running.Trial, running.Attempt, running.StopAt == 3 ? Succeeded : new TrialOutcome.Paused());
    }

    private static List<DecisionRecord> Taken(IEnumerable<SweepEffect> effects) =>
        [.. effects.OfType<SweepEffect.SaveDecision>().Select(effect => effect.Decision)];
}
