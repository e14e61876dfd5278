using System.Text.Json;
using MathNet.Numerics.Distributions;
using SweepCluster.Sweeps.Statistics;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Statistics;

/// <summary>Against <c>Golden/make_variance.py</c> and MathNet.</summary>
public sealed class VarianceShareTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllText(RepositoryFolder.Combine("tests", "Sweeps.Tests", "Statistics", "Golden", "variance.json"))).RootElement;

    [Fact]
    public void Find_Samples_IsWhatAnIndependentComputationGives()
    {
        foreach (var row in Golden.GetProperty("shares").EnumerateArray())
        {
            var share = VarianceShare.Find(Groups(row.GetProperty("groups"))).ShouldNotBeNull();

            share.Share.ShouldBe(row.GetProperty("omega").GetDouble(), 1e-10);
            share.Chance.ShouldBe(row.GetProperty("chance").GetDouble(), 1e-9);
        }
    }

    [Fact]
    public void Find_NumbersThatDependOnNothing_AreSharesAroundZero()
    {
        var random = new Random(11);
        var (raw, exceeding) = (0.0, 0);
        const int draws = 2000;
        for (var draw = 0; draw < draws; draw++)
        {
            var share = VarianceShare.Find(Enumerable.Range(0, 8).Select(group =>
                Enumerable.Range(0, group < 4 ? 8 : 7).Select(_ => Normal.Sample(random, 0.9, 0.05)).ToArray())).ShouldNotBeNull();
            raw += share.Raw / draws;
            exceeding += share.Share > share.Chance ? 1 : 0;
        }

        // Eta squared would be 7 / 59, or 12 %.
        raw.ShouldBe(0, 0.005);
        Golden.GetProperty("noise").GetProperty("eta").GetDouble().ShouldBe(7.0 / 59, 0.005);
        (exceeding / (double)draws).ShouldBe(0.05, 0.02);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 52)]
    [InlineData(24, 20_000)]
    public void Chance_AnyDegrees_AgreesWithMathNet(int groups, int within)
    {
        var figures = Enumerable.Range(0, groups).Select(group =>
            Enumerable.Range(0, group == 0 ? within + 1 : 1).Select(index => (double)((group * 31) + (index % 7))).ToArray());
        var eta = Beta.InvCDF((groups - 1) / 2.0, within / 2.0, 0.95);
        var chance = (1 - eta) / within;

        VarianceShare.Find(figures).ShouldNotBeNull().Chance.ShouldBe((eta - ((groups - 1) * chance)) / (1 + chance), 1e-7);
    }

    [Fact]
    public void Find_NothingToTellChanceApart_IsUnknown()
    {
        VarianceShare.Find([[0.5], [0.9], [0.7]]).ShouldBeNull();
        VarianceShare.Find([[0.5, 0.6, 0.7]]).ShouldBeNull();
        VarianceShare.Find([[0.5, 0.6], []]).ShouldBeNull();
        VarianceShare.Find([]).ShouldBeNull();
    }

    private static IEnumerable<double[]> Groups(JsonElement groups) =>
        groups.EnumerateArray().Select(group => group.EnumerateArray().Select(figure => figure.GetDouble()).ToArray());
}
