using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SweepCluster.Training.Cpu.Matrices;

/// <summary>Transposes a matrix in panels. It only moves numbers, so that its order has no effect on the bits.</summary>
internal static unsafe class PanelTranspose
{
    /// <summary>Sets target to the transposed source, padding included. The target's layout has rows and columns exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, PanelLayout layout, float* target)
    {
        var transposed = new PanelLayout(layout.Columns, layout.Rows);
        for (var column = 0; column < layout.PaddedColumns; column += PanelLayout.PanelWidth)
        {
            var width = layout.WidthAt(column);
            var from = source + layout.PanelStart(column);
            for (var row = 0; row < layout.PaddedRows; row += PanelLayout.PanelWidth)
            {
                var height = transposed.WidthAt(row);
                var to = target + transposed.PanelStart(row) + ((nint)column * height);
                for (var j = 0; j < width; j += 8)
                {
                    for (var i = 0; i < height; i += 8)
                        Block(from + ((nint)(row + i) * width) + j, width, to + ((nint)j * height) + i, height);
                }
            }
        }
    }

    // Transposes an 8 x 8 block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* source, nint sourceStride, float* target, nint targetStride)
    {
        if (!Avx.IsSupported)
        {
            for (var j = 0; j < 8; j++)
            {
                for (var i = 0; i < 8; i++)
                    target[(j * targetStride) + i] = source[(i * sourceStride) + j];
            }

            return;
        }

        var r0 = Vector256.Load(source);
        var r1 = Vector256.Load(source + sourceStride);
        var r2 = Vector256.Load(source + (2 * sourceStride));
        var r3 = Vector256.Load(source + (3 * sourceStride));
        var r4 = Vector256.Load(source + (4 * sourceStride));
        var r5 = Vector256.Load(source + (5 * sourceStride));
        var r6 = Vector256.Load(source + (6 * sourceStride));
        var r7 = Vector256.Load(source + (7 * sourceStride));
        Quarter(Avx.UnpackLow(r0, r1), Avx.UnpackLow(r2, r3), Avx.UnpackLow(r4, r5), Avx.UnpackLow(r6, r7), target, targetStride);
        Quarter(
            Avx.UnpackHigh(r0, r1), Avx.UnpackHigh(r2, r3), Avx.UnpackHigh(r4, r5), Avx.UnpackHigh(r6, r7), target + (2 * targetStride),
            targetStride);
    }

    // Transposes rows 0, 1, 4 and 5 of the target.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        Vector256<float> p01, Vector256<float> p23, Vector256<float> p45, Vector256<float> p67, float* target, nint stride)
    {
        const byte Low = 0x44, High = 0xEE, LowHalves = 0x20, HighHalves = 0x31;
        var (left0, left1) = (Avx.Shuffle(p01, p23, Low), Avx.Shuffle(p01, p23, High));
        var (right0, right1) = (Avx.Shuffle(p45, p67, Low), Avx.Shuffle(p45, p67, High));
        Avx.Permute2x128(left0, right0, LowHalves).Store(target);
        Avx.Permute2x128(left1, right1, LowHalves).Store(target + stride);
        Avx.Permute2x128(left0, right0, HighHalves).Store(target + (4 * stride));
        Avx.Permute2x128(left1, right1, HighHalves).Store(target + (5 * stride));
    }
}
