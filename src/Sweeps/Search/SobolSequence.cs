using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Search;

/// <summary>A Sobol sequence in the order of the Gray code (Antonov and Saleev 1979), with random access.</summary>
internal sealed class SobolSequence(int dimensions)
{
    private readonly uint[][] _directions = SobolDirections.Create(dimensions);

    /// <summary>A coordinate of a point, from 0 to below 1, as a fraction of 2^32.</summary>
    /// <param name="number">Number of the point; point 0 is the origin.</param>
    public uint Point(int dimension, uint number)
    {
        var sum = 0u;
        for (var (gray, bit) = (number ^ (number >> 1), 0); gray != 0; gray >>= 1, bit++)
            sum ^= (gray & 1) * _directions[dimension][bit];
        return sum;
    }

    /// <summary>The same coordinate, scrambled: each bit is flipped or not by chance, depending on all higher bits. This keeps the even
    /// distribution of the points and makes each of them uniform (Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences",
    /// 1995).</summary>
    /// <param name="random">Independent for each dimension.</param>
    public uint Scrambled(int dimension, uint number, Philox random)
    {
        var point = Point(dimension, number);
        var flips = 0u;
        for (var bit = 0; bit < SobolDirections.Bits; bit++)
        {
            // The nodes of the binary tree of prefixes, numbered level by level.
            var node = (1UL << bit) | ((ulong)point >> (SobolDirections.Bits - bit));
            flips |= (random.Block(node).W0 & 1) << (SobolDirections.Bits - 1 - bit);
        }

        return point ^ flips;
    }
}
