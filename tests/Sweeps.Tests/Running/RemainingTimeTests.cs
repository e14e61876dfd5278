using SweepCluster.Contracts.Ports;
using SweepCluster.Sweeps.Running;

namespace SweepCluster.Sweeps.Tests.Running;

public sealed class RemainingTimeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Estimate_WithNothingDone_IsUnknown() =>
        RemainingTime.Estimate(unfinished: 10, ended: 0, [Running(epoch: 0, samples: 0)], Minute).ShouldBeNull();

    [Fact]
    public void Estimate_FromTrialsEnded_IsTheirPace() =>
        RemainingTime.Estimate(unfinished: 10, ended: 5, [], Minute).ShouldBe(2 * Minute);

    [Fact]
    public void Estimate_FromTheFirstTrials_CountsTheSharesDone()
    {
        // Half of the one and a tenth of the other in a minute: 0.6 trials; 1.4 + 3 are left.
        var remaining = RemainingTime.Estimate(
            unfinished: 5, ended: 0, [Running(epoch: 5, samples: 100), Running(epoch: 1, samples: 100)], Minute);

        remaining!.Value.TotalMinutes.ShouldBe(4.4 / 0.6, 1e-9);
    }

    [Fact]
    public void Estimate_BeyondWhatATimeSpanHolds_IsTheLongest() =>
        RemainingTime.Estimate(long.MaxValue, 1, [], TimeSpan.FromDays(1)).ShouldBe(TimeSpan.MaxValue);

    private static RunningTrial Running(int epoch, int samples) => new(0, 1, 1, 10, new(epoch, samples, 100, 0, 0), 0);
}
