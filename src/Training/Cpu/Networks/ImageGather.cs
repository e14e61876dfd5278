using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Turns bytes into scaled floats, image by image.</summary>
internal static unsafe class ImageGather<T>
    where T : struct, ILanes<T>
{
    private const int Line = 64;
    private const int Ahead = 4;

    /// <summary>Rows of pixels: byte * factor. Columns past the last pixel hold anything.</summary>
    /// <param name="order">Which images; null for <paramref name="first"/>, first + 1 and so on.</param>
    /// <param name="target">[rows x stride].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(ImageSet images, int* order, int first, int rows, float factor, float* target, nint stride)
    {
        var pixels = images.Pixels;
        var scale = T.Create(factor);
        for (var row = 0; row < rows; row++)
        {
            // The images of a shuffled batch lie anywhere in memory.
            if (order != null && Sse.IsSupported && row + Ahead < rows)
            {
                var next = images.Images + ((nint)order[row + Ahead] * pixels);
                for (var offset = 0; offset < pixels + Line; offset += Line)
                    Sse.Prefetch0(next + offset);
            }

            var source = images.Images + ((nint)(order == null ? first + row : order[row]) * pixels);
            var destination = target + (row * stride);
            for (var j = 0; j < pixels; j += T.Count)
                (T.LoadBytes(source + j) * scale).Store(destination + j);
        }
    }
}
