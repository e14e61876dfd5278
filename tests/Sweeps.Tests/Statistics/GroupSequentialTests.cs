using SweepCluster.Sweeps.Statistics;
using SweepCluster.Sweeps.Tests.Claims;

namespace SweepCluster.Sweeps.Tests.Statistics;

/// <summary>Against <c>Golden/make_looks.py</c> beside the tests of claims, the literature, and random walks.</summary>
public sealed class GroupSequentialTests
{
    [Fact]
    public void Level_AnyLooks_IsTheGoldenNumber() => StatisticsTests.Each(StatisticsTests.Read("looks.json"), "level", row =>
    {
        int[] counts = [.. StatisticsTests.Numbers(row, "counts").Select(count => (int)count)];

        var level = GroupSequential.Level(StatisticsTests.Number(row, "alpha"), counts, (int)StatisticsTests.Number(row, "looks"));

        StatisticsTests.Near(level, StatisticsTests.Number(row, "level"), 2e-5);
    });

    // The bounds of the R package ldbounds for alpha 0.05, two-sided, five equally spaced looks, Pocock's type of spending.
    [Theory]
    [InlineData(1, 2.4380)]
    [InlineData(2, 2.4268)]
    [InlineData(3, 2.4101)]
    [InlineData(4, 2.3966)]
    [InlineData(5, 2.3859)]
    public void Level_FiveEqualLooks_HasThePublishedBound(int look, double bound) =>
        GroupSequential.Deviate(GroupSequential.Level(0.05, [.. Enumerable.Range(1, look).Select(count => 10 * count)], 5))
            .ShouldBe(bound, 2e-4);

    [Fact]
    public void Level_OfASingleLook_IsTheWhole() => GroupSequential.Level(0.05, [10], 1).ShouldBe(0.05);

    [Theory]
    [InlineData(new[] { 10, 20, 30, 40, 50 })]
    [InlineData(new[] { 10, 11, 12, 13, 14 })]
    [InlineData(new[] { 5, 50, 51, 52, 500 })]
    public void Level_OfEveryLook_LetsOneWalkInTwentyCross(int[] counts)
    {
        const int walks = 40_000;
        double[] bounds = [.. Enumerable.Range(1, counts.Length)
            .Select(looks => GroupSequential.Deviate(GroupSequential.Level(0.05, counts[..looks], counts.Length)))];
        var random = new Random(1);

        var crossed = Enumerable.Range(0, walks).Count(_ =>
        {
            var (sum, before, crosses) = (0.0, 0, false);
            for (var look = 0; look < counts.Length; look++)
            {
                sum += Math.Sqrt(counts[look] - before) * Normal(random);
                before = counts[look];
                crosses |= Math.Abs(sum) >= bounds[look] * Math.Sqrt(before);
            }

            return crosses;
        });

        // Four standard errors.
        ((double)crossed / walks).ShouldBe(0.05, 4 * Math.Sqrt(0.05 * 0.95 / walks));
    }

    [Fact]
    public void Level_OneMoreSeedThanThousands_IsFound() =>
        GroupSequential.Level(0.05, [5000, 5001], 5).ShouldBeInRange(0.0148, 0.05);

    [Fact]
    public void Level_MoreLooksThanPlanned_IsABug() =>
        Should.Throw<ArgumentOutOfRangeException>(() => GroupSequential.Level(0.05, [1, 2, 3], 2));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
