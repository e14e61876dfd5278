using SweepCluster.Sweeps.Running;

namespace SweepCluster.Sweeps.Tests.Running;

public sealed class LeaseAheadTests
{
    [Fact]
    public void Depth_BeforeAnyTrial_IsZero()
    {
        var ahead = new LeaseAhead(slots: 2, TimeSpan.FromMilliseconds(25), maxPerSlot: 256);

        ahead.Adapt();

        ahead.Depth.ShouldBe(0);
    }

    [Theory]
    [InlineData(1000.0, 0)]
    [InlineData(51.0, 0)]
    [InlineData(10.0, 5)]
    [InlineData(1.0, 50)]
    [InlineData(0.01, 512)]
    public void Depth_Grown_CoversTwentyFiveMilliseconds(double milliseconds, int expected)
    {
        var ahead = new LeaseAhead(slots: 2, TimeSpan.FromMilliseconds(25), maxPerSlot: 256);

        for (var trial = 0; trial < 200; trial++)
        {
            ahead.Observe(TimeSpan.FromMilliseconds(milliseconds));
            ahead.Adapt();
        }

        ahead.Depth.ShouldBe(expected);
    }

    [Fact]
    public void Depth_AfterOneShortTrial_GrowsStepByStep()
    {
        var ahead = new LeaseAhead(slots: 2, TimeSpan.FromMilliseconds(25), maxPerSlot: 256);
        ahead.Observe(TimeSpan.FromMicroseconds(10));

        var depths = Enumerable.Range(0, 5).Select(_ =>
        {
            ahead.Adapt();
            return ahead.Depth;
        });

        depths.ShouldBe([2, 6, 14, 30, 62]);
    }

    [Fact]
    public void Depth_AfterOneLongTrial_ShrinksAtOnce()
    {
        var ahead = new LeaseAhead(slots: 2, TimeSpan.FromMilliseconds(25), maxPerSlot: 256);
        for (var trial = 0; trial < 200; trial++)
        {
            ahead.Observe(TimeSpan.FromMicroseconds(10));
            ahead.Adapt();
        }

        ahead.Observe(TimeSpan.FromSeconds(10));
        ahead.Adapt();

        ahead.Depth.ShouldBe(0);
    }
}
