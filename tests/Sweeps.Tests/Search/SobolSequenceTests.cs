using SweepCluster.Model.Numerics;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Tests.Search;

public sealed class SobolSequenceTests
{
    private const double Unit = 1.0 / (1UL << 32);

    // The points that Joe and Kuo's own program prints, and SciPy's qmc.Sobol(d, scramble=False).
    [Fact]
    public void Point_ThreeDimensions_IsThePublishedSequence()
    {
        double[][] expected =
        [
            [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375], [0.1875, 0.3125, 0.9375], [0.6875, 0.8125, 0.4375],
        ];

        var sequence = new SobolSequence(3);

        for (var number = 0; number < expected.Length; number++)
            Point(sequence, 3, number).ShouldBe(expected[number]);
    }

    // Every dimension is a permutation of the multiples of 1/2^k in each aligned block of 2^k points.
    [Fact]
    public void Point_EveryDimension_FillsEachBinaryIntervalOnce()
    {
        var sequence = new SobolSequence(SobolDirections.MaxDimensions);

        for (var dimension = 0; dimension < SobolDirections.MaxDimensions; dimension++)
        {
            Enumerable.Range(0, 1024).Select(number => sequence.Point(dimension, (uint)number) >> 22).Distinct().Count()
                .ShouldBe(1024, $"dimension {dimension}");
        }
    }

    [Fact]
    public void Directions_AllDimensions_AreDifferentAndOdd()
    {
        var directions = SobolDirections.Create(SobolDirections.MaxDimensions);

        directions.Select(numbers => string.Join(",", numbers)).Distinct().Count().ShouldBe(SobolDirections.MaxDimensions);
        directions.ShouldAllBe(numbers => numbers.Select((number, bit) => (number >> (31 - bit)) & 1).All(lowest => lowest == 1));
        Should.Throw<ArgumentOutOfRangeException>(() => SobolDirections.Create(SobolDirections.MaxDimensions + 1));
    }

    // A scrambled net is a net: each of the boxes of volume 1/64 of every shape has one of 64 points.
    [Fact]
    public void Scrambled_TwoDimensions_KeepsOnePointInEachElementaryInterval()
    {
        var sequence = new SobolSequence(2);
        var points = Enumerable.Range(0, 64).Select(number => (
            X: sequence.Scrambled(0, (uint)number, new(5, 0, RandomPurpose.Scramble, 0)),
            Y: sequence.Scrambled(1, (uint)number, new(5, 0, RandomPurpose.Scramble, 1)))).ToArray();

        for (var bits = 0; bits <= 6; bits++)
            points.Select(point => ((ulong)point.X >> (32 - bits), (ulong)point.Y >> (26 + bits))).Distinct().Count().ShouldBe(64);
    }

    [Fact]
    public void Scrambled_OtherSeeds_GiveOtherPointsWithUniformMean()
    {
        var sequence = new SobolSequence(1);
        double[] origins = [.. Enumerable.Range(0, 400)
            .Select(seed => sequence.Scrambled(0, 0, new((ulong)seed, 0, RandomPurpose.Scramble)) * Unit)];

        origins.Distinct().Count().ShouldBe(400);
        origins.Average().ShouldBe(0.5, 4 * Math.Sqrt(1.0 / 12 / 400));
    }

    private static double[] Point(SobolSequence sequence, int dimensions, int number) =>
        [.. Enumerable.Range(0, dimensions).Select(dimension => sequence.Point(dimension, (uint)number) * Unit)];
}
