using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Stopping;

public sealed class HyperbandSchedulerTests
{
    // Li et al., JMLR 18-185, table 1.
    private static readonly int[][] Published = [[81, 27, 9, 3, 1], [34, 11, 3, 1], [15, 5, 1], [8, 2], [5]];

    [Fact]
    public void Brackets_EightyOneEpochs_AreThePublishedOnes()
    {
        var brackets = HyperbandPlan.Brackets(81, 3);

        brackets.Select(Sizes).ShouldBe(Published);
        brackets[1].Epochs.ShouldBe([3, 9, 27, 81]);
    }

    // log 243 / log 3 is 4.999… in floating point.
    [Theory]
    [InlineData(243, 3, 6)]
    [InlineData(242, 3, 5)]
    [InlineData(125, 5, 4)]
    [InlineData(1000, 10, 4)]
    [InlineData(1, 3, 1)]
    public void Brackets_PowersOfEta_AreCountedInWholeNumbers(int epochs, int eta, int count) =>
        HyperbandPlan.Brackets(epochs, eta).Length.ShouldBe(count);

    [Fact]
    public void Brackets_EpochsThatAreNoPower_RiseToAllEpochs() =>
        HyperbandPlan.Brackets(100, 3)[0].Epochs.ShouldBe([1, 3, 11, 33, 100]);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Ask_AllConfigurationsOfOneRound_TrainsThePublishedNumbers(int workers)
    {
        var run = Run(143, 81, (trial, epoch) => (trial * 37 % 143) + (1.0 / epoch), workers);

        run.Reached(1, 3, 9, 27, 81).ShouldBe([143, 27 + 34 + 28, 9 + 11 + 15 + 13, 3 + 3 + 5 + 8 + 5, 1 + 1 + 1 + 2 + 5]);
        // The bracket of the first 81 trials ends with its best.
        run.Jobs.Where(job => job.Trial < 81).Select(job => (job.To, job.Trial)).Where(job => job.To == 81)
            .ShouldBe([(81, Enumerable.Range(0, 81).MinBy(trial => trial * 37 % 143))]);
        run.Decisions.Count(decision => decision.Kind == DecisionKind.Stop).ShouldBe(133);
    }

    [Fact]
    public void Ask_WhileARungWaits_StartsTheNextBracket()
    {
        IScheduler scheduler = new HyperbandScheduler(SchedulerRun.Losses(20, 9), 3);
        var jobs = new List<Job?>();
        for (var i = 0; i < 10; i++)
        {
            var step = scheduler.Ask();
            jobs.Add(step.Job);
            scheduler = step.Next;
        }

        jobs[8].ShouldBe(new(8, 0, 1));
        jobs[9].ShouldBe(new(9, 0, 3));
    }

    [Fact]
    public void Ask_FewConfigurationsLeft_StillCompletesTheirBest() => Run(2, 9, (trial, _) => -trial).Jobs.ShouldBe(
        [new(0, 0, 1), new(1, 0, 1), new(1, 1, 3), new(1, 3, 9)]);

    [Fact]
    public void Ask_MoreConfigurationsThanOneRound_StartsOver()
    {
        // 9 + 5 + 3 configurations are one round of 9 epochs.
        var run = Run(18, 9, (trial, _) => trial);

        run.Jobs.Single(job => job is { Trial: 17, From: 0 }).ShouldBe(new(17, 0, 1));
    }

    [Fact]
    public void Tell_RungComplete_DecidesAllOfItsTrialsInTheirRank()
    {
        var run = Run(9, 9, (trial, _) => 9 - trial);

        run.Decisions.Skip(9).Take(4).ShouldBe(
        [
            new(DecisionKind.Promote, 8, 1, "1st of 9 at 1 epoch: the best 3 go on"),
            new(DecisionKind.Promote, 7, 1, "2nd of 9 at 1 epoch: the best 3 go on"),
            new(DecisionKind.Promote, 6, 1, "3rd of 9 at 1 epoch: the best 3 go on"),
            new(DecisionKind.Stop, 5, 1, "4th of 9 at 1 epoch: the best 3 go on"),
        ]);
    }

    [Fact]
    public void Tell_NoObjectiveAnywhere_StopsEachTrialOnceAndEnds()
    {
        var run = Run(17, 9, (_, _) => null);

        run.Trials(DecisionKind.Promote).ShouldBeEmpty();
        run.Trials(DecisionKind.Stop).Order().ShouldBe(Enumerable.Range(0, 14).Select(trial => (long)trial));
    }

    [Fact]
    public void Tell_TrialsThatEndedByThemselves_GoOnWithoutTraining()
    {
        var run = SchedulerRun.ToTheEnd(
            new HyperbandScheduler(SchedulerRun.Losses(9, 9), 3), 9, (trial, _) => trial, ends: trial => trial == 0 ? 1 : 9);

        run.Reached(1, 3, 9).ShouldBe([9, 2, 0]);
        run.Trials(DecisionKind.Stop).ShouldNotContain(0);
    }

    private static int[] Sizes(HyperbandBracket bracket) =>
        [.. Enumerable.Range(0, bracket.Epochs.Length).Select(rung => (int)bracket.TrialsAt(rung, bracket.Trials))];

    private static SchedulerRun Run(int configurations, int epochs, Func<long, int, double?> objective, int workers = 1) =>
        SchedulerRun.ToTheEnd(
            new HyperbandScheduler(SchedulerRun.Losses(configurations, epochs), 3), epochs, objective, workers);
}
