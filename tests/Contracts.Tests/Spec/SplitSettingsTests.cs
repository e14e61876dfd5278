using SweepCluster.Model.Configurations;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SplitSettingsTests
{
    [Theory]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.57, 100, 57)]
    [InlineData(0.1, 60_000, 6000)]
    [InlineData(0.07, 300, 21)]
    [InlineData(0.999, 1000, 999)]
    [InlineData(0.299, 100, 29)]
    [InlineData(1e-300, 60_000, 0)]
    [InlineData(0.99999999999999989, 2_000_000_000, 1_999_999_999)]
    public void ValidationCount_OfAFraction_IsThatOfTheDecimalRoundedDown(double fraction, int images, int count) =>
        new SplitSettings(SplitKind.Fraction, Fraction: fraction).ValidationCount(images).ShouldBe(count);
}
