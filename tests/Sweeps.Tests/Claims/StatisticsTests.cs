using System.Text.Json;
using SweepCluster.Sweeps.Claims.Statistics;
using SweepCluster.Sweeps.Statistics;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Against scipy's numbers: <c>Golden/make_golden.py</c>.</summary>
public sealed class StatisticsTests
{
    private static readonly JsonElement Golden = Read("claims.json");

    [Fact]
    public void TwoSided_AnyDegrees_IsScipys() => Each("student", row =>
        Near(TDistribution.TwoSided(Number(row, "t"), Number(row, "degrees")), Number(row, "p"), 1e-11));

    [Fact]
    public void Critical_OfAProbability_LeadsBackToIt() => Each("student", row =>
        Near(TDistribution.Critical(Number(row, "p"), Number(row, "degrees")), Number(row, "t"), 1e-9));

    [Fact]
    public void NonCentral_AnyShift_IsScipys() => Each("noncentral", row =>
        Math.Abs(TDistribution.NonCentral(Number(row, "t"), Number(row, "degrees"), Number(row, "shift")) - Number(row, "p"))
            .ShouldBeLessThan(1e-6));

    [Fact]
    public void Power_AnyShift_IsScipys() => Each("power", row =>
        Math.Abs(TDistribution.Power(Number(row, "shift"), Number(row, "degrees"), Number(row, "alpha")) - Number(row, "power"))
            .ShouldBeLessThan(1e-6));

    [Fact]
    public void OneSample_OfDifferences_IsScipysPairedTest() => Each("paired", row =>
    {
        var test = MeanTest.OneSample([.. Numbers(row, "a").Zip(Numbers(row, "b"), (a, b) => a - b)], roundingVariance: 0);

        Near(test.P, Number(row, "p"), 1e-9);
        Near(test.Effect - test.HalfWidth, Number(row, "low"), 1e-9);
        Near(test.Effect + test.HalfWidth, Number(row, "high"), 1e-9);
    });

    [Fact]
    public void Welch_UnequalSamples_IsScipys() => Each("welch", row =>
    {
        var test = MeanTest.Welch(Numbers(row, "a"), Numbers(row, "b"), roundingVariance: 0);

        Near(test.P, Number(row, "p"), 1e-8);
        Near(test.Degrees, Number(row, "degrees"), 1e-8);
        Near(test.Effect - test.HalfWidth, Number(row, "low"), 1e-8);
        Near(test.Effect + test.HalfWidth, Number(row, "high"), 1e-8);
    });

    [Fact]
    public void Adjust_AnyOrder_IsHolms() => Each("holm", row =>
    {
        var adjusted = Holm.Adjust(Numbers(row, "p"));
        var expected = Numbers(row, "adjusted");
        for (var i = 0; i < expected.Length; i++)
            Near(adjusted[i], expected[i], 1e-12);
    });

    [Theory]
    [InlineData(new[] { 0.01, 0.04, 0.03 }, new[] { 3, 1, 2 })]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 2, 1 })]
    public void Sharing_AnyOrder_FallsWithTheRank(double[] values, int[] sharing) => Holm.Sharing(values).ShouldBe(sharing);

    [Fact]
    public void Adjust_ByOtherLevels_IsSignificantWhereTheTestsOwnLevelsAre()
    {
        // One of two tests is held to 0.01, the last one to 0.03.
        double[] values = [0.02, 0.009], later = [0.02, 0.011];

        Holm.Adjust(values, 0.05, count => count == 2 ? 0.01 : 0.03).ShouldBe([0.045, 0.045], 1e-12);
        Holm.Adjust(later, 0.05, count => count == 2 ? 0.01 : 0.03).ShouldBe([0.055, 0.055], 1e-12);
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0, 0)]
    // Both are 0.01, but for the rounding of the two subtractions.
    [InlineData(0.95 - 0.94, 0.96 - 0.95)]
    public void OneSample_EqualValues_HasNoProbability(double one, double other)
    {
        var test = MeanTest.OneSample([one, other], roundingVariance: 0);

        test.HasNoVariation.ShouldBeTrue();
        test.Standardized.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => test.P);
        Should.Throw<InvalidOperationException>(() => test.PAbove);
    }

    [Fact]
    public void Welch_EqualValuesOnBothSides_HasNoProbability() =>
        MeanTest.Welch([0.5, 0.5], [0.4, 0.4], roundingVariance: 0).HasNoVariation.ShouldBeTrue();

    /// <summary>A file of golden numbers.</summary>
    internal static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(RepositoryFolder.Combine("tests", "Sweeps.Tests", "Claims", "Golden", file))).RootElement;

    internal static void Each(string table, Action<JsonElement> check) => Each(Golden, table, check);

    internal static void Each(JsonElement golden, string table, Action<JsonElement> check)
    {
        var rows = golden.GetProperty(table).EnumerateArray().ToArray();
        rows.ShouldNotBeEmpty();
        Array.ForEach(rows, check);
    }

    internal static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    internal static double[] Numbers(JsonElement row, string name) =>
        [.. row.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    internal static void Near(double value, double expected, double relative) =>
        Math.Abs(value - expected).ShouldBeLessThanOrEqualTo(relative * Math.Max(Math.Abs(expected), 1e-6), $"{value} for {expected}");
}
