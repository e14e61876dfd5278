using SweepCluster.Sweeps.Leaderboard;
using Peer = MathNet.Numerics.Distributions.StudentT;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class StudentTTests
{
    // R: qt(0.975, df).
    [Theory]
    [InlineData(1, 12.70620474)]
    [InlineData(2, 4.30265273)]
    [InlineData(3, 3.18244631)]
    [InlineData(4, 2.77644511)]
    [InlineData(5, 2.57058184)]
    [InlineData(9, 2.26215716)]
    [InlineData(30, 2.04227246)]
    [InlineData(120, 1.97993041)]
    [InlineData(1000, 1.96233908)]
    public void Quantile95_KnownDegrees_IsThePublishedValue(int degrees, double expected) =>
        StudentT.Quantile95(degrees).ShouldBe(expected, 5e-9);

    [Fact]
    public void Quantile95_OneAndTwoDegrees_IsTheClosedForm()
    {
        StudentT.Quantile95(1).ShouldBe(Math.Tan(0.475 * Math.PI), 1e-13);
        StudentT.Quantile95(2).ShouldBe(0.95 * Math.Sqrt(2 / (1 - (0.95 * 0.95))), 1e-13);
    }

    [Fact]
    public void Quantile95_AnyDegrees_AgreesWithMathNet()
    {
        foreach (var degrees in Enumerable.Range(1, 60).Concat([99, 100, 101, 500, 999, 1000, 1001, 1002, 5000, 100_000]))
            StudentT.Quantile95(degrees).ShouldBe(Peer.InvCDF(0, 1, degrees, 0.975), 1e-9, $"{degrees} degrees of freedom");
    }

    [Fact]
    public void Quantile95_WhereTheSumEnds_TheExpansionTakesOverWithoutAStep()
    {
        StudentT.Expansion(1000).ShouldBe(StudentT.Quantile95(1000), 1e-12);
        StudentT.Expansion(999).ShouldBe(StudentT.Quantile95(999), 1e-12);
    }
}
