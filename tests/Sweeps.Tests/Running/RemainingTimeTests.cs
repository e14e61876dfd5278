using SweepCluster.Contracts.Ports;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Sweeps.Tests.Running;

public sealed class RemainingTimeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Estimate_WithNothingDone_IsUnknown() =>
        RemainingTime.Estimate(new(10), new(0), [Running(epoch: 0, samples: 0)], Minute).ShouldBeNull();

    [Fact]
    public void Estimate_FromTrialsEnded_IsTheirPace() =>
        RemainingTime.Estimate(new(10), new(5), [], Minute).ShouldBe(2 * Minute);

    [Fact]
    public void Estimate_FromTheFirstTrials_CountsTheSharesDone()
    {
        // Half of the one and a tenth of the other in a minute: 0.6 trials; 1.4 + 3 are left.
        var remaining = RemainingTime.Estimate(
            new(5), new(0), [Running(epoch: 5, samples: 100), Running(epoch: 1, samples: 100)], Minute);

        remaining!.Value.TotalMinutes.ShouldBe(4.4 / 0.6, 1e-9);
    }

    [Fact]
    public void Estimate_OfRestoredTrials_CountsOnlyWhatWasTrainedSince()
    {
        // Of ten epochs the one trial restored 8 and trained one since, the other restored 5.5 and trained half an epoch: 0.15 trials.
        var remaining = RemainingTime.Estimate(
            new(4), new(0), [Running(epoch: 9, samples: 100, restored: 8), Running(epoch: 6, samples: 100, restored: 5.5)], Minute);

        remaining!.Value.TotalMinutes.ShouldBe((0.1 + 0.4 + 2) / 0.15, 1e-9);
    }

    [Fact]
    public void Estimate_WithoutAnEpochSinceARestore_IsUnknown() =>
        RemainingTime.Estimate(new(4), new(0), [Running(epoch: 8, samples: 100, restored: 8)], Minute).ShouldBeNull();

    [Fact]
    public void Estimate_BeforeTheFirstReportOfARestoredTrial_IsUnknown() =>
        RemainingTime.Estimate(new(4), new(0), [Running(epoch: 0, samples: 0, restored: 8)], Minute).ShouldBeNull();

    [Fact]
    public void Estimate_OfEndedTrialsThatWereRestored_CountsTheirRest() =>
        // Two trials ended, of which 0.9 and 0.6 came from checkpoints.
        RemainingTime.Estimate(new(5), new(2, RestoredShares: 1.5), [], Minute)!.Value.TotalMinutes.ShouldBe(10, 1e-9);

    [Fact]
    public void Estimate_OfWaitingTrials_CountsTheEpochsThatTheyHave()
    {
        // The waiting trial has 4 of its 10 epochs; 0.1 trials were trained in a minute.
        var remaining = RemainingTime.Estimate(
            new(2, Waiting: 1, WaitingEpochs: 4), new(0), [Running(epoch: 6, samples: 100, restored: 5)], Minute);

        remaining!.Value.TotalMinutes.ShouldBe((0.4 + 0.6) / 0.1, 1e-9);
    }

    [Fact]
    public void Estimate_OfAnExtension_ExpectsOfEachTrialAsMuchAsTheOthersHadLeft()
    {
        // Every trial is trained from epoch 8 to 10. One has ended in a minute; nine are left.
        var remaining = RemainingTime.Estimate(new(9, Continue: true), new(1, RestoredShares: 0.8), [], Minute);

        remaining!.Value.TotalMinutes.ShouldBe(9, 1e-9);
    }

    [Fact]
    public void Estimate_BeyondWhatATimeSpanHolds_IsTheLongest() =>
        RemainingTime.Estimate(new(long.MaxValue), new(1), [], TimeSpan.FromDays(1)).ShouldBe(TimeSpan.MaxValue);

    private static RunningTrial Running(int epoch, int samples, double restored = 0) =>
        new(0, 1, 1, 10, new(epoch, samples, 100, 0, 0) { RestoredEpochs = restored }, 0);
}
