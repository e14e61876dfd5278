using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Stopping;

public sealed class MedianSchedulerTests
{
    // Three complete trials with the running averages 1, 2 and 4 after two epochs; the median is 2.
    [Theory]
    [InlineData(1.9, 5.0, false)]
    [InlineData(5.0, 2.0, false)]
    [InlineData(2.1, 2.2, true)]
    [InlineData(9.0, 2.1, true)]
    public void Tell_BestSoFarAgainstTheMedianOfAverages_StopsWhereItIsStrictlyWorse(double first, double second, bool stops)
    {
        double[][] losses = [[1, 1, 1], [1, 3, 3], [6, 2, 2], [first, second, 0]];

        var run = Run(losses, new(Grace: 2, Startup: 3));

        run.Trials(DecisionKind.Stop).ShouldBe(stops ? [3] : []);
    }

    [Fact]
    public void Tell_EvenNumberOfCompleteTrials_TakesTheMeanOfTheMiddleTwo()
    {
        double[][] losses = [[1, 1], [2, 2], [3, 3], [4, 4], [2.5, 2.5], [2.6, 2.6]];

        var run = Run(losses, new(Grace: 1, Startup: 4));

        // The fifth equals the median 2.5 and completes; then it is the median of five.
        run.Decisions.Single(decision => decision.Kind == DecisionKind.Stop).ShouldBe(
            new(DecisionKind.Stop, 5, 1, "best 2.6 after 1 epoch, worse than the median 2.5 of 5 complete trials"));
    }

    [Fact]
    public void Tell_FewerCompleteTrialsThanStartup_StopsNone() =>
        Run([[1, 1], [2, 2], [9, 9]], new(Grace: 1, Startup: 3)).Trials(DecisionKind.Stop).ShouldBeEmpty();

    [Fact]
    public void Tell_StoppedTrials_DoNotCountAsComplete()
    {
        // The third is stopped; if it counted, the median for the fourth would be 3.
        var run = Run([[1, 1], [3, 3], [9, 9], [2.5, 2.5]], new(Grace: 1, Startup: 2));

        run.Trials(DecisionKind.Stop).ShouldBe([2, 3]);
    }

    [Fact]
    public void Ask_GraceAndInterval_SetTheLooks()
    {
        var run = SchedulerRun.ToTheEnd(
            new MedianScheduler(SchedulerRun.Losses(1, 10), new(Grace: 3, Startup: 1, Interval: 4)), 10, (_, _) => 1);

        run.Jobs.ShouldBe([new(0, 0, 3), new(0, 3, 7), new(0, 7, 10)]);
    }

    [Fact]
    public void Tell_MaximizedObjective_StopsTheSmall()
    {
        var run = SchedulerRun.ToTheEnd(
            new MedianScheduler(SchedulerRun.Losses(3, 2) with { Goal = Goal.Maximize }, new(Grace: 1, Startup: 1)), 2,
            (trial, _) => new[] { 0.5, 0.4, 0.6 }[trial]);

        run.Trials(DecisionKind.Stop).ShouldBe([1]);
    }

    [Fact]
    public void Tell_NoFiniteObjectiveAtTheFirstLook_Stops() =>
        SchedulerRun.ToTheEnd(new MedianScheduler(SchedulerRun.Losses(1, 9), new(Grace: 2)), 9, (_, _) => null)
            .Decisions[^1].ShouldBe(new(DecisionKind.Stop, 0, 2, "no finite objective"));

    [Fact]
    public void Tell_TrialThatEndedByItself_CountsForItsEpochsOnly()
    {
        // The first two end after two epochs: at three epochs only the third is complete.
        var scheduler = new MedianScheduler(SchedulerRun.Losses(4, 4), new(Grace: 2, Startup: 2));

        var run = SchedulerRun.ToTheEnd(
            scheduler, 4, (trial, epoch) => trial == 3 && epoch <= 2 ? 0.5 : trial + 1.0, ends: trial => trial < 2 ? 2 : 4);

        run.Trials(DecisionKind.Stop).ShouldBe([2]);
    }

    private static SchedulerRun Run(double[][] losses, MedianSettings settings)
    {
        var epochs = losses[0].Length;
        return SchedulerRun.ToTheEnd(
            new MedianScheduler(SchedulerRun.Losses(losses.Length, epochs), settings), epochs, (trial, epoch) => losses[trial][epoch - 1]);
    }
}
