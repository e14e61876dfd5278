using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Stopping;

public sealed class AshaSchedulerTests
{
    [Theory]
    [InlineData(1, 3, 9, new[] { 1, 3, 9 })]
    [InlineData(1, 3, 10, new[] { 1, 3, 9, 10 })]
    [InlineData(2, 4, 27, new[] { 2, 8, 27 })]
    [InlineData(5, 3, 4, new[] { 4 })]
    public void Rungs_OfSettings_GrowByEtaUpToTheFullEpochs(int min, int eta, int epochs, int[] rungs) =>
        new AshaSettings(eta, min).Rungs(epochs).ShouldBe(rungs);

    // The best come first, so that no trial is promoted that would not have been if all had been known.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Ask_TwelveTrialsAndThreeRungs_TrainsTwelveFourOne(int workers)
    {
        var run = Run(SchedulerRun.Losses(12, 9), (trial, _) => trial, workers: workers);

        run.Reached(1, 3, 9).ShouldBe([12, 4, 1]);
        run.Trials(DecisionKind.Promote).ShouldBe([0, 1, 2, 0, 3], ignoreOrder: true);
        run.Trials(DecisionKind.Stop).Order().ShouldBe(Enumerable.Range(1, 11).Select(trial => (long)trial));
    }

    // Li et al., algorithm 2, by hand: after three trials the third is promoted. Of four to six trials one and then two may be promoted;
    // the
    // fourth is the best as soon as it is there, and the third has been promoted already.
    [Fact]
    public void Ask_OneWorker_PromotesAsSoonAsARungHasEtaTrials()
    {
        double[] losses = [4, 3, 2, 1, 5, 6];

        var run = Run(SchedulerRun.Losses(6, 3), (trial, _) => losses[trial]);

        run.Jobs.ShouldBe(
            [new(0, 0, 1), new(1, 0, 1), new(2, 0, 1), new(2, 1, 3), new(3, 0, 1), new(3, 1, 3), new(4, 0, 1), new(5, 0, 1)]);
        run.Decisions[3].ShouldBe(new(DecisionKind.Promote, 2, 1, "1st of 3 at 1 epoch: the best goes on"));
        run.Decisions[^1].ShouldBe(new(DecisionKind.Stop, 5, 1, "6th of 6 at 1 epoch: the best 2 go on"));
    }

    [Fact]
    public void Ask_EqualObjectives_RanksByTrial() =>
        Run(SchedulerRun.Losses(6, 3), (_, _) => 1).Trials(DecisionKind.Promote).ShouldBe([0, 1]);

    [Fact]
    public void Ask_MaximizedObjective_PromotesTheGreatest() =>
        Run(SchedulerRun.Losses(3, 3) with { Goal = Goal.Maximize }, (trial, _) => trial).Trials(DecisionKind.Promote).ShouldBe([2]);

    [Fact]
    public void Ask_ObjectiveThatIsNotFinite_IsStoppedAndNeverPromoted()
    {
        var run = Run(SchedulerRun.Losses(6, 9), (_, _) => null);

        run.Reached(1, 3).ShouldBe([6, 0]);
        run.Decisions.Where(decision => decision.Kind == DecisionKind.Stop).Select(decision => decision.Reason)
            .ShouldBe(Enumerable.Repeat("no finite objective", 6));
    }

    [Fact]
    public void Ask_BestEpochCounts_RemembersTheValuesBeforeThePromotion()
    {
        // Trial 0 is best after one epoch and worst after three.
        double? Loss(long trial, int epoch) => epoch == 1 ? trial : trial == 0 ? 100 : 50;
        var trials = SchedulerRun.Losses(9, 9);

        var last = Run(trials, Loss);
        var best = Run(trials with { Counted = ObjectiveEpoch.Best }, Loss);

        last.Jobs.Single(job => job.To == 9).Trial.ShouldBe(1);
        best.Jobs.Single(job => job.To == 9).Trial.ShouldBe(0);
    }

    [Fact]
    public void Ask_TrialThatEndedByItself_KeepsItsPlaceWithoutAJob()
    {
        var run = SchedulerRun.ToTheEnd(
            new AshaScheduler(SchedulerRun.Losses(9, 9), new()), 9, (trial, _) => trial, ends: trial => trial == 0 ? 1 : 9);

        run.Jobs.Where(job => job.Trial == 0).ShouldBe([new(0, 0, 1)]);
        run.Trials(DecisionKind.Stop).ShouldNotContain(0);
        run.Reached(3, 9).ShouldBe([2, 0]);
    }

    [Fact]
    public void Ask_NothingLeft_StopsOnceAndStaysSilent()
    {
        var scheduler = new AshaScheduler(SchedulerRun.Losses(1, 3), new());
        var start = scheduler.Ask();
        var told = start.Next.Tell(SchedulerRun.Result(start.Job!.Value, 1));

        var end = told.Next.Ask();

        end.Job.ShouldBeNull();
        end.Decisions.ShouldBe([new(DecisionKind.Stop, 0, 1, "1st of 1 at 1 epoch: too few for one to go on")]);
        end.Next.Ask().Decisions.ShouldBeEmpty();
    }

    [Fact]
    public void Ask_WhileAJobIsOpen_WaitsWithoutDecisions()
    {
        var start = new AshaScheduler(SchedulerRun.Losses(1, 3), new()).Ask();

        var waiting = start.Next.Ask();

        waiting.Job.ShouldBeNull();
        waiting.Decisions.ShouldBeEmpty();
    }

    // Hyperband's shares for 9 epochs and eta 3 are 9, 5 and 3 of 17.
    [Fact]
    public void Ask_ThreeBrackets_DealsInHyperbandsShares()
    {
        var run = SchedulerRun.ToTheEnd(
            new AshaScheduler(SchedulerRun.Losses(17, 9), new(Brackets: 3)), 9, (trial, _) => trial, workers: 17);

        run.Jobs.Where(job => job.From == 0).CountBy(job => job.To).OrderBy(count => count.Key).Select(count => count.Value)
            .ShouldBe([9, 5, 3]);
    }

    [Fact]
    public void Scheduler_MoreBracketsThanRungs_IsABug() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new AshaScheduler(SchedulerRun.Losses(3, 9), new(Brackets: 4)));

    // A call costs some logarithms of the number of trials, never a walk through all of them.
    [Fact]
    public void Ask_TenThousandTrials_EndsInASuccessiveHalving()
    {
        var run = Run(SchedulerRun.Losses(10_000, 81), (trial, _) => trial, workers: 16);

        run.Reached(1, 3, 9, 27, 81).ShouldBe([10_000, 3333, 1111, 370, 123]);
    }

    private static SchedulerRun Run(ScheduledTrials trials, Func<long, int, double?> objective, int workers = 1) =>
        SchedulerRun.ToTheEnd(new AshaScheduler(trials, new()), trials.Epochs, objective, workers);
}
