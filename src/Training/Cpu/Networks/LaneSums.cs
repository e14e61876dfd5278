using System.Runtime.CompilerServices;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Computes sums in an order that doesn't depend on the register width.</summary>
internal static unsafe class LaneSums<T>
    where T : struct, ILanes<T>
{
    private const int Width = 32;
    private const int Block = 256 * Width;

    /// <summary>sums[j] = start[j] + the sum over rows of values[row, j], in ascending order.</summary>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="sums">The sums, which start with their present values unless <paramref name="first"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddColumns(float* values, nint stride, int rows, int columns, float* sums, bool first)
    {
        for (var j = 0; j < columns; j += T.Count)
        {
            var sum = first ? T.Zero : T.Load(sums + j);
            var value = values + j;
            for (var row = 0; row < rows; row++, value += stride)
                sum += T.Load(value);
            sum.Store(sums + j);
        }
    }

    /// <summary>The sum of squares: 32 chains over each block of 8,192 numbers, which are then added in double precision.</summary>
    /// <param name="count">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double OfSquares(float* values, long count)
    {
        var chains = stackalloc float[Width];
        var total = 0.0;
        for (var start = 0L; start < count; start += Block)
        {
            var end = Math.Min(count, start + Block);
            for (var j = 0; j < Width; j += T.Count)
            {
                var chain = T.Zero;
                for (var i = start + j; i < end; i += Width)
                {
                    var value = T.Load(values + i);
                    chain = T.FusedMultiplyAdd(value, value, chain);
                }

                chain.Store(chains + j);
            }

            for (var j = 0; j < Width; j++)
                total += chains[j];
        }

        return total;
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    /// <param name="count">A multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool AreFinite(float* values, long count)
    {
        // 0 * x is NaN for NaN and infinity, and the sum then stays NaN.
        var sum = T.Zero;
        for (var i = 0L; i < count; i += T.Count)
            sum = T.FusedMultiplyAdd(T.Zero, T.Load(values + i), sum);
        var lanes = stackalloc float[Width];
        sum.Store(lanes);
        for (var j = 0; j < T.Count; j++)
        {
            if (!float.IsFinite(lanes[j]))
                return false;
        }

        return true;
    }
}
