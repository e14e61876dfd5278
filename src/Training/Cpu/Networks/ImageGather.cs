using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Converts bytes into scaled floats, image by image.</summary>
internal static unsafe class ImageGather<T>
    where T : struct, ILanes<T>
{
    private const int Line = 64;
    private const int Ahead = 4;

    /// <summary>Writes rows of pixels: byte * factor. The values of columns past the last pixel are undefined.</summary>
    /// <param name="order">Indices of the images; null for <paramref name="first"/>, first + 1 and so on.</param>
    /// <param name="target">[rows x stride].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(ImageSet images, int* order, int first, int rows, float factor, float* target, nint stride)
    {
        var pixels = images.Pixels;
        var scale = T.Create(factor);
        var whole = pixels / Line * Line;
        for (var row = 0; row < rows; row++)
        {
            var source = images.Images + ((nint)(order == null ? first + row : order[row]) * pixels);
            // The images of a shuffled batch lie anywhere in memory. A later one is prefetched line by line while this one is converted, so
            // that the processor's few open requests are never all taken.
            var next = order == null ? source : images.Images + ((nint)order[Math.Min(row + Ahead, rows - 1)] * pixels);
            var destination = target + (row * stride);
            for (nint line = 0; line < whole; line += Line)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0(next + line);
                for (var j = 0; j < Line; j += T.Count)
                    (T.LoadBytes(source + line + j) * scale).Store(destination + line + j);
            }

            if (Sse.IsSupported)
                Sse.Prefetch0(next + pixels - 1);
            for (nint j = whole; j < pixels; j += T.Count)
                (T.LoadBytes(source + j) * scale).Store(destination + j);
        }
    }
}
