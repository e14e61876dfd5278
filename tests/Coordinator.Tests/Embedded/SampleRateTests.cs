using SweepCluster.Runtime.Slots;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

public sealed class SampleRateTests
{
    [Fact]
    public void Rate_FollowsAChangeOfPaceWithinASecond()
    {
        var time = TestClock.Create();
        var rate = new SampleRate(time);
        var samples = 0.0;

        Observe(times: 20, perStep: 100);
        rate.Value.ShouldBe(1000, 1e-6);
        Observe(times: 11, perStep: 300);
        rate.Value.ShouldBe(3000, 1e-6);

        void Observe(int times, double perStep)
        {
            for (var step = 0; step < times; step++)
            {
                rate.Observe(samples);
                time.Advance(TimeSpan.FromMilliseconds(100));
                samples += perStep;
            }
        }
    }

    [Fact]
    public void Rate_OfOneObservation_IsZero()
    {
        var time = TestClock.Create();
        var rate = new SampleRate(time);

        rate.Observe(5000);
        rate.Value.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(1));
        rate.Observe(6000);
        rate.Value.ShouldBe(1000);
    }
}
