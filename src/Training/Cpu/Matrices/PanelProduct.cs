using System.Runtime.CompilerServices;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Matrices;

/// <summary>Products of a row-major matrix with a matrix in panels.</summary>
internal static unsafe class PanelProduct<T>
    where T : struct, ILanes<T>
{
    /// <summary>result[rows x columns] = floor(start + left[rows x depth] * right), for all padded columns of the right operand.</summary>
    /// <param name="layout">The layout of <paramref name="right"/>; its <see cref="PanelLayout.Rows"/> are the depth.</param>
    /// <param name="start">One value per column, or null for zeros.</param>
    /// <param name="zeros">At least 32 zeros.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        float* left, nint leftStride, int rows, float* right, PanelLayout layout, float* result, nint resultStride, float* start,
        float* zeros, float floor)
    {
        Tile tile;
        tile.Depth = layout.Rows;
        tile.LeftStride = leftStride;
        tile.ResultStride = resultStride;
        tile.StartStride = 0;
        tile.Floor = floor;
        for (var column = 0; column < layout.PaddedColumns; column += PanelLayout.PanelWidth)
        {
            var width = layout.WidthAt(column);
            tile.RightStride = width;
            for (var within = 0; within < width; within += 2 * T.Count)
            {
                tile.Right = right + layout.PanelStart(column) + within;
                tile.Start = start == null ? zeros : start + column + within;
                var registers = Math.Min(2, (width - within) / T.Count);
                for (var (row, blocks) = (0, Blocks(rows)); row < rows; blocks--)
                {
                    var block = (rows - row + blocks - 1) / blocks;
                    tile.Left = left + (row * leftStride);
                    tile.Result = result + (row * resultStride) + column + within;
                    TileKernels<T>.Row(block, registers)(in tile);
                    row += block;
                }
            }
        }
    }

    /// <summary>The minimum number of blocks of tile rows, so that their sizes differ by one at most.</summary>
    public static int Blocks(int rows) => (rows + T.TileRows - 1) / T.TileRows;
}
