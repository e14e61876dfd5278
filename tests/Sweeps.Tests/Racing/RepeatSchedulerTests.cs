using SweepCluster.Sweeps.Racing;
using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.Tests.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Racing;

public sealed class RepeatSchedulerTests
{
    private static readonly ScheduledTrials Trials = SchedulerRun.Losses(12, 9);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Ask_InnerSchedulerIsDone_RepeatsTheCompleteConfigurations(int workers)
    {
        var run = SchedulerRun.ToTheEnd(
            new RepeatScheduler(Trials, new AshaScheduler(Trials, new()), seeds: 3), 9, (trial, _) => trial % 12, workers);

        run.Reached(1, 3, 9).ShouldBe([12 + 2, 4 + 2, 1 + 2]);
        run.Jobs.TakeLast(2).ShouldBe([new(12, 0, 9), new(24, 0, 9)]);
        run.Decisions[^1].ShouldBe(new(DecisionKind.Start, 24, 0, "seed 3 of a complete configuration"));
        run.Trials(DecisionKind.Stop).Length.ShouldBe(11);
    }

    [Fact]
    public void Ask_NoneIsComplete_Ends()
    {
        var run = SchedulerRun.ToTheEnd(
            new RepeatScheduler(Trials, new AshaScheduler(Trials, new()), seeds: 3), 9, (_, _) => null);

        run.Jobs.Count.ShouldBe(12);
    }

    [Fact]
    public void Ask_TrialThatEndedBelowTheTop_IsNotRepeated()
    {
        var run = SchedulerRun.ToTheEnd(
            new RepeatScheduler(Trials, new AshaScheduler(Trials, new()), seeds: 2), 9, (trial, _) => trial % 12, ends: _ => 1);

        // All end after one epoch: the best of each rung goes on without training, and is complete.
        run.Jobs.Where(job => job.Trial >= 12).Select(job => job.Trial).ShouldBe([12]);
    }

    [Fact]
    public void Ask_Race_TakesTheCompleteConfigurationsFromTheSecondSeedOn()
    {
        var scheduler = new RepeatScheduler(Trials, new ThresholdScheduler(Trials, [new(3, Above: 1)]), new RaceSettings(First: 2, Max: 4));

        var run = SchedulerRun.ToTheEnd(scheduler, 9, (trial, _) => trial % 12);

        run.Trials(DecisionKind.Stop).ShouldBe(Enumerable.Range(2, 10).Select(trial => (long)trial));
        run.Jobs.Where(job => job.Trial >= 12).Select(job => job.Trial).ShouldBe([12, 13, 24, 25, 36, 37]);
    }
}
