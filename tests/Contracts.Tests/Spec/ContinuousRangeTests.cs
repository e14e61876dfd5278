using System.Globalization;
using SweepCluster.Model.Spec;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class ContinuousRangeTests
{
    [Theory]
    [InlineData(0.1, 0.5, 0.1, "0.1 0.2 0.3 0.4 0.5")]
    [InlineData(0.1, 0.75, 0.3, "0.1 0.4 0.7")]
    [InlineData(0.7, 2.1, 0.7, "0.7 1.4 2.1")]
    [InlineData(1e-30, 4e-30, 1e-30, "1E-30 2E-30 3E-30 4E-30")]
    [InlineData(0, 1e20, 2.5e19, "0 2.5E+19 5E+19 7.5E+19 1E+20")]
    [InlineData(1, 10, 4, "1 5 9")]
    public void ValueAt_WithAStep_CountsInDecimal(double low, double high, double step, string values)
    {
        var range = new ContinuousRange(low, high, Logarithmic: false, Step: step);

        string.Join(
            ' ',
            Enumerable.Range(0, (int)range.Count!.Value).Select(index => range.ValueAt(index).ToString("R", CultureInfo.InvariantCulture)))
            .ShouldBe(values);
    }

    [Fact]
    public void Count_OfAContinuousRange_IsNull() => new ContinuousRange(0, 1, Logarithmic: false).Count.ShouldBeNull();

    // The ends of [0, 1): below, at and above the borders of the bins.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.333, 1)]
    [InlineData(0.334, 2)]
    [InlineData(0.666, 2)]
    [InlineData(0.667, 3)]
    [InlineData(0.99999999999999989, 3)]
    public void Draw_WholeNumbers_HaveEqualBins(double uniform, double value) =>
        new ContinuousRange(1, 3, Logarithmic: false, Integer: true).Draw(uniform).ShouldBe(value);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.499, 1)]
    [InlineData(0.501, 2)]
    [InlineData(0.99999999999999989, 3)]
    public void Draw_LogarithmicWholeNumbers_HaveEqualOctaves(double uniform, double value) =>
        new ContinuousRange(1, 3, Logarithmic: true, Integer: true).Draw(uniform).ShouldBe(value);

    [Theory]
    [InlineData(0.1, 0.5, 0.25, "0.2")]
    [InlineData(0.1, 0.5, 0.123456789, "0.149383")]
    [InlineData(0.9, 0.999, 0.123456789, "0.9122222")]
    [InlineData(0.9999901, 0.9999909, 0.123456789, "0.999990198765")]
    public void Draw_AnyRange_IsRoundedToWhatTellsItsValuesApart(double low, double high, double uniform, string value) =>
        new ContinuousRange(low, high, Logarithmic: false).Draw(uniform).ToString("R", CultureInfo.InvariantCulture).ShouldBe(value);
}
