using SweepCluster.Sweeps.Statistics;
using Peer = MathNet.Numerics.Distributions.StudentT;

namespace SweepCluster.Sweeps.Tests.Statistics;

public sealed class TDistributionTests
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
    public void Critical_KnownDegrees_IsThePublishedValue(int degrees, double expected) =>
        TDistribution.Critical(0.05, degrees).ShouldBe(expected, 5e-9);

    [Fact]
    public void Critical_OneAndTwoDegrees_IsTheClosedForm()
    {
        TDistribution.Critical(0.05, 1).ShouldBe(Math.Tan(0.475 * Math.PI), 1e-13);
        TDistribution.Critical(0.05, 2).ShouldBe(0.95 * Math.Sqrt(2 / (1 - (0.95 * 0.95))), 1e-13);
    }

    // With two seeds a side and many claims, Holm's first level needs a t that MathNet's quantile does not find.
    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-12)]
    public void Critical_SmallLevelAtOneDegree_IsTheClosedForm(double p) =>
        (TDistribution.Critical(p, 1) * Math.Tan(0.5 * Math.PI * p)).ShouldBe(1, 1e-12);

    [Fact]
    public void Critical_AnyDegrees_AgreesWithMathNet()
    {
        foreach (var degrees in Enumerable.Range(1, 60).Concat([99, 100, 101, 500, 999, 1000, 1001, 1002, 5000, 100_000]))
            TDistribution.Critical(0.05, degrees).ShouldBe(Peer.InvCDF(0, 1, degrees, 0.975), 1e-9, $"{degrees} degrees of freedom");
    }

    // Computed on x64 Linux. No operation depends on the machine or its C library.
    [Theory]
    [InlineData(0.05, 1, 0x40296993AACC4D1F)]
    [InlineData(0.05, 2, 0x401135EA98E146BC)]
    [InlineData(0.05, 4, 0x40063628D9EFB5E3)]
    [InlineData(0.05, 7.25, 0x4002C91A618C5885)]
    [InlineData(1e-12, 1, 0x4262872FDA39F2A0)]
    public void Critical_AnyMachine_HasTheSameBits(double p, double degrees, long bits) =>
        BitConverter.DoubleToInt64Bits(TDistribution.Critical(p, degrees)).ShouldBe(bits);

    [Theory]
    [InlineData(1, 0x3FCF01A6A50F0DF0)]
    [InlineData(7.25, 0x3FA46940E7CB8B48)]
    public void TwoSided_AnyMachine_HasTheSameBits(double degrees, long bits) =>
        BitConverter.DoubleToInt64Bits(TDistribution.TwoSided(2.5, degrees)).ShouldBe(bits);

    [Theory]
    [InlineData(1e160)]
    [InlineData(double.PositiveInfinity)]
    public void TwoSided_BeyondAllNumbers_IsZero(double t) => TDistribution.TwoSided(t, 1).ShouldBe(0);
}
