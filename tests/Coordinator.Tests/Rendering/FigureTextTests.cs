using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public sealed class FigureTextTests
{
    [Theory]
    [InlineData(0.0, "0.0000")]
    [InlineData(0.96786, "0.9679")]
    [InlineData(12.3456, "12.346")]
    [InlineData(123.456, "123.46")]
    [InlineData(12345.67, "12345.7")]
    [InlineData(1234567.0, "1.23e+6")]
    [InlineData(0.00012345, "1.23e-4")]
    [InlineData(-2.5, "-2.5000")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(null, "-")]
    public void Metric_AnyValue_HasAboutFourDigits(double? value, string expected) => FigureText.Metric(value).ShouldBe(expected);

    [Theory]
    [InlineData(0.9, 0.00123, "0.0012")]
    [InlineData(19.01, 2.5, "2.500")]
    [InlineData(0.9, 12345.0, "1.2e+4")]
    public void HalfWidth_BesideItsMean_HasTheSameDecimals(double mean, double halfWidth, string expected) =>
        FigureText.HalfWidth(mean, halfWidth).ShouldBe(expected);

    [Theory]
    [InlineData(7, "0:07")]
    [InlineData(754, "12:34")]
    [InlineData(3723, "1:02:03")]
    [InlineData(273_900, "3d 04:05")]
    public void Duration_AnyLength_IsShort(int seconds, string expected) =>
        FigureText.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(9_999L, "9,999")]
    [InlineData(42_310L, "42.3k")]
    [InlineData(1_200_000L, "1.20M")]
    [InlineData(null, "-")]
    public void Size_AnyCount_IsShort(long? count, string expected) => FigureText.Size(count).ShouldBe(expected);
}
