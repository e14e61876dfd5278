using System.Globalization;
using SweepCluster.Model.Settings;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class RandomDrawsTests
{
    private const int Draws = 3000;

    [Fact]
    public void Draw_AnotherAxis_LeavesTheFirstOnesDraws() =>
        Numbers("lr: {log: [1e-4, 1]}", "lr").ShouldBe(Numbers("lr: {log: [1e-4, 1]}\n  width: [1, 2, 3]", "lr"));

    [Fact]
    public void Draw_ALogarithmicRange_IsUniformInTheLogarithm()
    {
        var rates = Numbers("lr: {log: [1e-4, 1]}", "lr");

        rates.ShouldAllBe(rate => rate >= 1e-4 && rate <= 1);
        // A quarter of the draws in each decade: 750, with a standard deviation of 24.
        for (var decade = -4; decade < 0; decade++)
            rates.Count(rate => Math.Floor(Math.Log10(rate)) == decade).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
    }

    [Fact]
    public void Draw_ALinearRange_IsUniform()
    {
        var rates = Numbers("dropout: {linear: [0.2, 0.6]}", "dropout");

        rates.ShouldAllBe(rate => rate >= 0.2 && rate <= 0.6);
        rates.Average().ShouldBe(0.4, 0.02);
        rates.Count(rate => rate < 0.3).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
    }

    [Fact]
    public void Draw_ARangeOfNumbers_HasSixSignificantDigits() =>
        Numbers("lr: {log: [1e-4, 1]}", "lr")
            .ShouldAllBe(rate => rate == double.Parse(rate.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    [Fact]
    public void Draw_ANarrowRange_HasDigitsThatTellItsValuesApart() =>
        Numbers("beta2: {linear: [0.9999901, 0.9999909]}", "beta2").Distinct().Count().ShouldBeGreaterThan(Draws - 20);

    // 1,000 draws of each, with a standard deviation of 26. Rounding would give the ends half of it.
    [Theory]
    [InlineData("width: {linear: [1, 3]}")]
    [InlineData("width: {linear: [1, 3], step: 1}")]
    [InlineData("width: {linear: [1, 3], points: 3}")]
    public void Draw_ARangeOfWholeNumbers_IsUniformToItsEnds(string axis)
    {
        var widths = Numbers(axis, "width");

        for (var width = 1; width <= 3; width++)
            widths.Count(drawn => drawn == width).ShouldBeInRange((Draws / 3) - 100, (Draws / 3) + 100);
        widths.ShouldAllBe(drawn => drawn == 1 || drawn == 2 || drawn == 3);
    }

    [Fact]
    public void Draw_ALogarithmicRangeOfWholeNumbers_HasTheSameShareInEachOctave()
    {
        var widths = Numbers("width: {log: [1, 15]}", "width");

        // k has log(1 + 1/k) / log 16: a quarter of the draws is 1, a quarter 2 or 3, and so on.
        int[] starts = [1, 2, 4, 8];
        foreach (var start in starts)
            widths.Count(drawn => drawn >= start && drawn < 2 * start).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
        widths.ShouldAllBe(drawn => drawn >= 1 && drawn <= 15 && drawn == Math.Floor(drawn));
        widths.ShouldContain(15);
    }

    [Fact]
    public void Draw_AStep_IsUniformOverItsValuesInDecimal()
    {
        var rates = Numbers("dropout: {linear: [0.1, 0.35], step: 0.1}", "dropout");

        rates.Distinct().Order().ShouldBe([0.1, 0.2, 0.3]);
        foreach (var rate in rates.Distinct())
            rates.Count(drawn => drawn == rate).ShouldBeInRange((Draws / 3) - 100, (Draws / 3) + 100);
    }

    [Fact]
    public void Draw_AList_IsUniformOverItsValues()
    {
        var widths = Numbers("width: [1, 2, 3, 4]", "width");

        for (var width = 1; width <= 4; width++)
            widths.Count(drawn => drawn == width).ShouldBeInRange((Draws / 4) - 100, (Draws / 4) + 100);
    }

    [Theory]
    [InlineData("optimizer: [sgd, adam]\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}\n"
        + "  nesterov: {values: [true], when: {momentum: 0.9}}")]
    [InlineData("nesterov: {values: [true], when: {momentum: 0.9}}\n  momentum: {values: [0, 0.9], when: {optimizer: sgd}}\n"
        + "  optimizer: [sgd, adam]")]
    public void Draw_AConditionalAxis_ExistsWhereItsParentAllows(string axes)
    {
        var draws = All(axes).Select(draw => string.Join(", ", draw.Select(assignment => $"{assignment}").Order())).ToArray();

        draws.Distinct().Order().ShouldBe(
        [
            "momentum=0, optimizer=sgd",
            "momentum=0.9, nesterov=true, optimizer=sgd",
            "optimizer=adam",
        ]);
        draws.Count(draw => draw == "optimizer=adam").ShouldBeInRange((Draws / 2) - 140, (Draws / 2) + 140);
    }

    private static IEnumerable<SettingAssignment[]> All(string axes)
    {
        var spec = Specs.Read($"name: x\ndataset: mnist\nsearch: {{random: 1}}\nspace:\n  {axes}\n");
        var draws = new RandomDraws(spec.Space, spec.Seed);
        return Enumerable.Range(0, Draws).Select(number => draws.Draw(number).ToArray());
    }

    private static double[] Numbers(string axes, string setting) =>
        [.. All(axes).Select(draw => ((SettingValue.Number)draw.Single(assignment => assignment.Setting == setting).Value).Value)];
}
