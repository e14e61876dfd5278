using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using static SweepCluster.Sweeps.Tests.Rules.RuleSamples;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>What a trial's record says after what it went through.</summary>
public sealed class TrialRulesTests
{
    private static readonly ObjectiveSpec LastLoss = new(Metric.ValidationLoss, Goal.Minimize, ObjectiveEpoch.Last);
    private static readonly ObjectiveSpec BestLoss = new(Metric.ValidationLoss, Goal.Minimize, ObjectiveEpoch.Best);
    private static readonly ObjectiveSpec BestAccuracy = new(Metric.TrainLoss, Goal.Maximize, ObjectiveEpoch.Best);
    private static readonly ObjectiveSpec TestAccuracy = new(Metric.TestAccuracy, Goal.Maximize, ObjectiveEpoch.Last);
    private static readonly ObjectiveSpec TestLoss = new(Metric.TestLoss, Goal.Minimize, ObjectiveEpoch.Last);

    [Fact]
    public void Report_OfEpochs_IsRecorded()
    {
        var trial = After(LastLoss, [Report(1, 0.75), Report(2, 0.25)]);

        (trial.Epochs, trial.Last, trial.Objective, trial.TrainSeconds).ShouldBe((2, Report(2, 0.25), 0.25, 4));
        trial.State.ShouldBe(TrialState.Running);
    }

    [Fact]
    public void Report_OfAnEpochAgain_CountsItsTimeOnce()
    {
        var trial = After(LastLoss, [Report(1), Report(2), Report(1), Report(2), Report(3)]);

        (trial.Epochs, trial.TrainSeconds).ShouldBe((3, 6));
    }

    [Theory]
    [InlineData(false, 0.125)]
    [InlineData(true, 0.75)]
    public void Objective_OfTheBestEpoch_IsTheBestSoFar(bool maximize, double expected) =>
        After(maximize ? BestAccuracy : BestLoss, [Report(1, 0.5), Report(2, 0.125), Report(3, 0.75), Report(4, 0.25)])
            .Objective.ShouldBe(expected);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Objective_ThatIsNotFinite_DoesNotCount(double loss)
    {
        After(LastLoss, [Report(1), Report(2, loss)]).Objective.ShouldBeNull();
        After(BestLoss, [Report(1), Report(2, loss)]).Objective.ShouldBe(0.5);
        After(LastLoss, [Report(1)], new TrialOutcome.Succeeded(Final(loss), false)).Objective.ShouldBeNull();
    }

    [Fact]
    public void Objective_OfATestMetric_ExistsOnceTheTrialHasSucceeded()
    {
        After(TestAccuracy, [Report(1)]).Objective.ShouldBeNull();
        After(TestAccuracy, [Report(1)], Succeeded).Objective.ShouldBe(0.875);
        After(TestLoss, [Report(1)], Succeeded).Objective.ShouldBe(0.625);
    }

    // Early stopping may restore the weights of an earlier epoch: the figures are those of the weights that it ends with.
    [Fact]
    public void Objective_OfTheLastEpoch_IsThatOfTheFinalWeights() =>
        After(LastLoss, [Report(3, 0.25), Report(4, 0.5)], new TrialOutcome.Succeeded(Final(0.25), true)).Objective.ShouldBe(0.25);

    [Fact]
    public void Success_IsRecordedWithItsFigures()
    {
        var trial = After(LastLoss, [Report(3)], new TrialOutcome.Succeeded(Final(), StoppedEarly: true));

        (trial.State, trial.Final, trial.StoppedEarly, trial.Parameters, trial.FinishedAt).ShouldBe(
            (TrialState.Succeeded, Final(), true, 42, At));
    }

    [Fact]
    public void Divergence_HasNoObjective()
    {
        var trial = After(BestLoss, [Report(1)], new TrialOutcome.Diverged(2, 42));

        (trial.State, trial.Objective, trial.Reason, trial.Parameters, trial.FinishedAt).ShouldBe(
            (TrialState.Diverged, null, "diverged in epoch 2", 42, At));
    }

    [Fact]
    public void Divergence_ThatCountsAsWorst_HasAnObjectiveOfZero()
    {
        var worst = TestAccuracy with { Diverged = DivergedSeeds.Worst };

        var trial = After(worst, [Report(1)], new TrialOutcome.Diverged(2, 42));

        (trial.State, trial.Objective, trial.CountedObjective).ShouldBe((TrialState.Diverged, 0, 0));
        After(worst, [Report(1)], new TrialOutcome.Failed("bad luck"), attempts: 1).CountedObjective.ShouldBeNull();
    }

    [Fact]
    public void Failure_WithAttemptsLeft_WaitsWithItsReason()
    {
        var trial = After(LastLoss, [Report(1)], new TrialOutcome.Failed("bad luck"));

        (trial.State, trial.Failures, trial.Reason, trial.FinishedAt).ShouldBe((TrialState.Waiting, 1, "bad luck", null));
    }

    [Fact]
    public void Interruption_KeepsWhatIsRecorded()
    {
        var trial = After(LastLoss, [Report(1)], new TrialOutcome.Interrupted());

        (trial.State, trial.Failures, trial.Epochs, trial.Objective).ShouldBe((TrialState.Waiting, 0, 1, 0.5));
    }

    [Fact]
    public void Start_AfterAFailure_ClearsItsReasonAndKeepsWhenItFirstStarted()
    {
        var later = At.AddHours(1);
        var state = Busy(SweepStatus.Running);

        var trial = Accepted(state, new SweepEvent.LeaseRequested(later)).Running[1];

        (trial.Attempt, trial.Failures, trial.Reason, trial.StartedAt, trial.FinishedAt).ShouldBe((2, 1, "", At, null));
    }

    [Fact]
    public void Failure_OfTheLastAttempt_HasNoObjective()
    {
        var trial = After(LastLoss, [Report(1)], new TrialOutcome.Failed("bad luck"), attempts: 1);

        (trial.State, trial.Objective, trial.Reason).ShouldBe((TrialState.Failed, null, "bad luck"));
    }

    [Fact]
    public void Cancellation_HasNoObjective()
    {
        var state = Accepted(Fresh(objective: LastLoss), new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 1, Report(1)));

        var trial = Saved(state, new SweepEvent.CancelRequested(At));

        (trial.State, trial.Objective, trial.Epochs, trial.FinishedAt).ShouldBe((TrialState.Cancelled, null, 1, At));
    }

    [Fact]
    public void Extension_WhileItRuns_LeavesTheFinishedResultAndCountsBesideIt()
    {
        var (before, state) = Extended(LastLoss);
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 2, Report(1)));
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 2, Report(4, 0.125)));

        var trial = state.Running[0];

        trial.ShouldBe(before with
        {
            State = TrialState.Running,
            Attempt = 2,
            Pass = 1,
            EpochsAtStart = 3,
            Continuation = new(4, 0.125, Report(4, 0.125), before.TrainSeconds + 2),
        });
        (trial.EpochsTrained, trial.Latest).ShouldBe((4, Report(4, 0.125)));
    }

    [Fact]
    public void Extension_ThatSucceeds_ReplacesTheFinishedResult()
    {
        var (before, state) = Extended(LastLoss);
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 2, Report(4, 0.125)));

        var trial = Saved(state, new SweepEvent.TrialEnded(At.AddHours(1), 0, 2, new TrialOutcome.Succeeded(Final(0.125), false)));

        (trial.State, trial.Epochs, trial.Objective, trial.Final, trial.Last, trial.Continuation, trial.Reason)
            .ShouldBe((TrialState.Succeeded, 4, 0.125, Final(0.125), Report(4, 0.125), null, ""));
        (trial.TrainSeconds, trial.FinishedAt).ShouldBe((before.TrainSeconds + 2, At.AddHours(1)));
    }

    [Theory]
    [InlineData("diverged", "training it further diverged in epoch 4; the result of 3 epochs stands")]
    [InlineData("failed", "training it further failed: bad luck; the result of 3 epochs stands")]
    [InlineData("cancelled", "training it further was cancelled; the result of 3 epochs stands")]
    public void Extension_ThatComesToNothing_LeavesTheFinishedResult(string end, string reason)
    {
        var (before, state) = Extended(BestLoss);
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 2, Report(4, 0.125)));

        var trial = Saved(state, end switch
        {
            "diverged" => new SweepEvent.TrialEnded(At, 0, 2, new TrialOutcome.Diverged(4, 42)),
            "failed" => new SweepEvent.TrialEnded(At, 0, 2, new TrialOutcome.Failed("bad luck")),
            _ => new SweepEvent.CancelRequested(At),
        });

        trial.ShouldBe(before with { Attempt = 2, Pass = 1, EpochsAtStart = 3, Reason = reason });
    }

    [Fact]
    public void Extension_ThatIsInterrupted_GoesOnWithTheFinishedResultOnRecord()
    {
        var (before, state) = Extended(LastLoss);
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 2, Report(4, 0.125)));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 2, new TrialOutcome.Interrupted()));
        state = Accepted(state, new SweepEvent.LeaseRequested(At));

        var trial = state.Running[0];

        trial.ShouldBe(before with
        {
            State = TrialState.Running,
            Attempt = 3,
            Pass = 1,
            EpochsAtStart = 4,
            Continuation = new(4, 0.125, Report(4, 0.125), before.TrainSeconds + 2),
        });
    }

    [Fact]
    public void Success_OnOtherData_IsAFailure()
    {
        var state = Fresh(new(Attempts: 1));
        state = state with { Sweep = state.Sweep with { Data = new("/data", null) } };
        state = Accepted(Accepted(state, new SweepEvent.LeaseRequested(At)), new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Succeeded(Final(), false) { DataFingerprint = "aa" }));

        state.Sweep.Data.ShouldBe(new("/data", "aa"));
        var other = Saved(
            state, new SweepEvent.TrialEnded(At, 1, 1, new TrialOutcome.Succeeded(Final(), false) { DataFingerprint = "bb" }));

        (other.State, other.Final).ShouldBe((TrialState.Failed, null));
        other.Reason.ShouldContain("aa");
        other.Reason.ShouldContain("bb");
    }

    [Fact]
    public void Warning_OfAnOutcome_IsAnEvent()
    {
        var state = Accepted(Fresh(), new SweepEvent.LeaseRequested(At));

        var decision = SweepRules.Apply(
            state, new SweepEvent.TrialEnded(At, 0, 1, new TrialOutcome.Interrupted { Warning = "a torn file" }));

        decision.Effects.OfType<SweepEffect.SaveEvent>().Single().Event.ShouldBe(new(At, "trial-warning", 0, "a torn file"));
    }

    /// <summary>Trial 0 after three epochs and a success, and the sweep extended by epochs with it running again.</summary>
    private static (TrialRecord Before, SweepState State) Extended(ObjectiveSpec objective)
    {
        var state = Accepted(Fresh(new(Attempts: 1), objective), new SweepEvent.LeaseRequested(At));
        state = Accepted(state, new SweepEvent.EpochReported(At, 0, 1, Report(3)));
        var before = Saved(state, new SweepEvent.TrialEnded(At, 0, 1, Succeeded));
        state = Accepted(state, new SweepEvent.TrialEnded(At, 0, 1, Succeeded));
        state = Accepted(state, new SweepEvent.EpochsExtended(At, 1));
        return (before, Accepted(state, new SweepEvent.LeaseRequested(At, before)));
    }

    private static TrialRecord Saved(SweepState state, SweepEvent happened) =>
        SweepRules.Apply(state, happened).Effects.OfType<SweepEffect.SaveTrial>().Single().Trial;

    private static TrialRecord After(ObjectiveSpec objective, EpochReport[] reports, TrialOutcome? outcome = null, int attempts = 2)
    {
        var state = Accepted(Fresh(new(Attempts: attempts), objective), new SweepEvent.LeaseRequested(At));
        foreach (var report in reports)
            state = Accepted(state, new SweepEvent.EpochReported(At, 0, 1, report));
        if (outcome is null)
            return state.Running[0];
        return SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, outcome)).Effects.OfType<SweepEffect.SaveTrial>().Single().Trial;
    }
}
