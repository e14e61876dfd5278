using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class ParameterCountTests
{
    // The counts that the notebooks print.
    [Theory]
    [InlineData("300, 100", 266_610)]
    [InlineData("300, 200, 100", 316_810)]
    [InlineData("400, 300, 200, 100", 515_610)]
    [InlineData("800, 700, 600", 1_615_310)]
    [InlineData("", 7_850)]
    public void Of_Network_CountsWeightsAndBiases(string hidden, long parameters)
    {
        var spec = Specs.Read($"name: x\ndataset: mnist\nbase: {{hidden: [{hidden}]}}\n");

        ParameterCount.Compute(ConfigurationResolver.Resolve(spec, [])).ShouldBe(parameters);
    }

    [Fact]
    public void Of_WidestNetwork_DoesNotOverflow()
    {
        var spec = Specs.Read("name: x\ndataset: mnist\nbase: {width: 65536, depth: 256}\n");

        ParameterCount.Compute(ConfigurationResolver.Resolve(spec, []), pixels: 1, classes: 1)
            .ShouldBe((2 * 65_536L) + (255 * 65_537L * 65_536L) + 65_537L);
    }
}
