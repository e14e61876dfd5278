using SweepCluster.Telemetry.Gpus;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Training.Tests;

public sealed class NvidiaSmiTests
{
    [Fact]
    public void Parse_OfEveryLine_GivesShareAndBytes() =>
        NvidiaSmi.Parse("0, 87, 1024, 81559\n1, 0, 4, 81559\n")
            .ShouldBe([new GpuSample(0, 0.87, 1L << 30, 81559.0 * (1 << 20)), new GpuSample(1, 0, 4 << 20, 81559.0 * (1 << 20))]);

    [Theory]
    [InlineData("")]
    [InlineData("0, [N/A], 1024, 81559\n")]
    [InlineData("No devices were found\n")]
    public void Parse_OfWhatIsNoFigure_LeavesItOut(string output) => NvidiaSmi.Parse(output).ShouldBeEmpty();
}
