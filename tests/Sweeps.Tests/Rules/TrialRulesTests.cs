using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
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
        After(maximize ? BestAccuracy : BestLoss, [Report(1, 0.5), Report(2, 0.125), Report(3, 0.75), Report(4, 0.25)]).Objective.ShouldBe(expected);

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

        (trial.State, trial.Final, trial.StoppedEarly, trial.Parameters, trial.FinishedAt).ShouldBe((TrialState.Succeeded, Final(), true, 42, At));
    }

    [Fact]
    public void Divergence_HasNoObjective()
    {
        var trial = After(BestLoss, [Report(1)], new TrialOutcome.Diverged(2, 42));

        (trial.State, trial.Objective, trial.Reason, trial.Parameters, trial.FinishedAt).ShouldBe((TrialState.Diverged, null, "diverged in epoch 2", 42, At));
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

    private static TrialRecord After(ObjectiveSpec objective, EpochReport[] reports, TrialOutcome? outcome = null)
    {
        var state = Accepted(Fresh(objective: objective), new SweepEvent.LeaseRequested(At));
        foreach (var report in reports)
            state = Accepted(state, new SweepEvent.EpochReported(At, 0, 1, report));
        if (outcome is null)
            return state.Running[0];
        return SweepRules.Apply(state, new SweepEvent.TrialEnded(At, 0, 1, outcome)).Effects.OfType<SweepEffect.SaveTrial>().Single().Trial;
    }
}
