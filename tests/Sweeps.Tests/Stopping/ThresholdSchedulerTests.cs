using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Tests.Stopping;

public sealed class ThresholdSchedulerTests
{
    [Theory]
    [InlineData(0.9, null)]
    [InlineData(0.95, null)]
    [InlineData(0.8999, "0.8999 is below 0.9 after 2 epochs")]
    [InlineData(0.9501, "0.9501 is above 0.95 after 2 epochs")]
    public void Tell_AtTheEpochOfARule_StopsOutsideItsBounds(double accuracy, string? reason)
    {
        var run = Run([new(2, Below: 0.9, Above: 0.95)], (_, _) => accuracy);

        run.Jobs[0].ShouldBe(new(0, 0, 2));
        run.Decisions.Where(decision => decision.Kind == DecisionKind.Stop).Select(decision => decision.Reason)
            .ShouldBe(reason is null ? [] : [reason]);
    }

    [Fact]
    public void Tell_BetweenTheEpochsOfRules_IsNotLookedAt() =>
        Run([new(2, Below: 0.5)], (_, epoch) => epoch == 2 ? 0.6 : 0.1).Trials(DecisionKind.Stop).ShouldBeEmpty();

    [Fact]
    public void Tell_ObjectiveThatIsNotFinite_Stops() =>
        Run([new(1)], (_, _) => null).Decisions[^1].ShouldBe(new(DecisionKind.Stop, 0, 1, "no finite objective after 1 epoch"));

    [Fact]
    public void Ask_SeveralRules_LooksAtEachEpochInItsOrder()
    {
        var run = Run([new(4, Below: 0.5), new(1, Below: 0.1), new(4, Above: 0.7), new(5), new(9)], (_, _) => 0.6);

        run.Jobs.ShouldBe([new(0, 0, 1), new(0, 1, 4), new(0, 4, 5)]);
    }

    [Fact]
    public void Ask_NoRule_TrainsToTheEnd() => Run([], (_, _) => null).Jobs.ShouldBe([new(0, 0, 5)]);

    private static SchedulerRun Run(ThresholdRule[] rules, Func<long, int, double?> objective) =>
        SchedulerRun.ToTheEnd(new ThresholdScheduler(new(1, 5, Goal.Maximize), rules), 5, objective);
}
