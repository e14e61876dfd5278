using System.Runtime.CompilerServices;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Cpu.Optimizers;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Computes a layer's weight gradient, inputs transposed times gradients, tile by tile: each tile goes to the optimizer while it
/// is still in the first-level cache, or into the whole gradient if that is kept.</summary>
internal static unsafe class WeightStep<T>
    where T : struct, ILanes<T>
{
    /// <summary>Number of floats of working space: the largest tile row block by a panel.</summary>
    public static int TileLength => T.TileRows * PanelLayout.PanelWidth;

    /// <param name="inputs">[rows x inputStride], the layer's inputs.</param>
    /// <param name="gradients">[rows x padded units], with respect to the layer's products.</param>
    /// <param name="first">Whether these are the batch's first rows; if not, sums continue from the kept gradient.</param>
    /// <param name="optimizer">The optimizer; null if the sums are only kept.</param>
    /// <param name="tile">Working space of <see cref="TileLength"/>.</param>
    /// <param name="zeros">At least 32 zeros.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(
        float* inputs, nint inputStride, int rows, float* gradients, PanelLayout layout, Parameters weights, bool first,
        OptimizerPass<T>? optimizer, float twiceL2, float clip, float* tile, float* zeros)
    {
        Tile operands;
        operands.Depth = rows;
        operands.LeftStride = inputStride;
        operands.RightStride = layout.PaddedColumns;
        operands.Floor = float.NegativeInfinity;
        for (var column = 0; column < layout.PaddedColumns; column += PanelLayout.PanelWidth)
        {
            var width = layout.WidthAt(column);
            operands.ResultStride = width;
            operands.StartStride = first ? 0 : width;
            for (var (row, blocks) = (0, PanelProduct<T>.Blocks(layout.Rows)); row < layout.Rows; blocks--)
            {
                var block = (layout.Rows - row + blocks - 1) / blocks;
                var offset = layout.PanelStart(column) + ((nint)row * width);
                var result = optimizer is null ? weights.Gradient + offset : tile;
                operands.Left = inputs + row;
                for (var within = 0; within < width; within += 2 * T.Count)
                {
                    operands.Right = gradients + column + within;
                    operands.Result = result + within;
                    operands.Start = first ? zeros : weights.Gradient + offset + within;
                    TileKernels<T>.Column(block, Math.Min(2, (width - within) / T.Count))(in operands);
                }

                optimizer?.Apply(
                    result, weights.Values + offset, weights.State0 + offset, weights.State1 + offset, (nint)block * width, 1, twiceL2,
                    clip);
                row += block;
            }
        }
    }
}
