using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Stopping;

/// <summary>The cases of Optuna's tests of SuccessiveHalvingPruner (tests/pruners_tests/test_successive_halving.py), and some
/// more.</summary>
public sealed class AshaStopSchedulerTests
{
    [Theory]
    [InlineData(1.0, 2.0, false)]
    [InlineData(1.0, 0.5, true)]
    [InlineData(1.0, 1.0, true)]
    public void Tell_SecondOfTwoWithEtaTwo_GoesOnIfItIsNoWorse(double first, double second, bool goesOn)
    {
        var scheduler = Tell(Start(2, 3, eta: 2), (0, first));

        var step = TellStep(scheduler, 1, second);

        step.Decisions.Single().Kind.ShouldBe(goesOn ? DecisionKind.Promote : DecisionKind.Stop);
    }

    // Optuna's rung check: 0.1 to 0.7 in the rungs before, then 0.75, 0.25 and 0.05.
    [Theory]
    [InlineData(0.75, 0)]
    [InlineData(0.25, 1)]
    [InlineData(0.05, 3)]
    public void Tell_AfterSevenTrials_ReachesTheRungThatOptunaReaches(double loss, int rungs)
    {
        double[] losses = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, loss];

        var run = SchedulerRun.ToTheEnd(
            new AshaStopScheduler(SchedulerRun.Losses(8, 8), new(Eta: 2)), 8, (trial, _) => losses[trial]);

        run.Decisions.Count(decision => decision is { Kind: DecisionKind.Promote, Trial: 7 }).ShouldBe(rungs);
    }

    [Fact]
    public void Tell_FirstTrial_GoesOnToTheEnd()
    {
        var run = SchedulerRun.ToTheEnd(new AshaStopScheduler(SchedulerRun.Losses(1, 9), new()), 9, (_, _) => 1);

        run.Jobs.ShouldBe([new(0, 0, 1), new(0, 1, 3), new(0, 3, 9)]);
        run.Trials(DecisionKind.Stop).ShouldBeEmpty();
    }

    [Fact]
    public void Tell_NoObjective_StopsTheTrial() =>
        TellStep(Start(1, 9, eta: 3), 0, null).Decisions.ShouldBe([new(DecisionKind.Stop, 0, 1, "no finite objective")]);

    [Fact]
    public void Ask_AfterATrialPassed_GivesItsNextStretchFirst()
    {
        var scheduler = Tell(Start(9, 9, eta: 3), (0, 1.0));

        scheduler.Ask().Job.ShouldBe(new(0, 1, 3));
    }

    [Fact]
    public void Tell_PassedAndStopped_GivesTheFigures()
    {
        var run = SchedulerRun.ToTheEnd(new AshaStopScheduler(SchedulerRun.Losses(2, 3), new()), 3, (trial, _) => trial);

        run.Decisions.Select(decision => decision.Reason).ShouldBe(
        [
            "the next configuration", "1st of 1 at 1 epoch: the best goes on", "the next configuration",
            "2nd of 2 at 1 epoch: the best goes on",
        ]);
    }

    [Fact]
    public void Tell_TrialThatEndedByItself_IsComparedAtTheFurtherRungs()
    {
        double[] losses = [2, 1, 3];

        var run = SchedulerRun.ToTheEnd(
            new AshaStopScheduler(SchedulerRun.Losses(3, 9), new(Eta: 2)), 9, (trial, _) => losses[trial],
            ends: trial => trial == 2 ? 1 : 9);

        run.Decisions[^1].ShouldBe(new(DecisionKind.Stop, 2, 1, "3rd of 3 at 1 epoch: the best goes on"));
    }

    // Opens the first jobs of so many trials.
    private static IScheduler Start(int trials, int epochs, int eta)
    {
        IScheduler scheduler = new AshaStopScheduler(SchedulerRun.Losses(trials, epochs), new(eta));
        for (var trial = 0; trial < Math.Min(trials, 2); trial++)
            scheduler = scheduler.Ask().Next;
        return scheduler;
    }

    private static IScheduler Tell(IScheduler scheduler, params (long Trial, double Loss)[] losses) =>
        losses.Aggregate(scheduler, (before, loss) => TellStep(before, loss.Trial, loss.Loss).Next);

    private static SchedulerStep TellStep(IScheduler scheduler, long trial, double? loss) =>
        scheduler.Tell(SchedulerRun.Result(new(trial, 0, 1), loss));
}
