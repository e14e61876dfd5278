using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Trials;

/// <summary>Inverted dropout (Srivastava et al., JMLR 2014): each factor is 0 with the dropout's probability, else 1 / (1 - it).</summary>
public static unsafe class DropoutMask
{
    private const int Padding = 16;

    /// <summary>Number of random words per image: the units, rounded up to a multiple of 16.</summary>
    public static int Stride(int units) => (units + Padding - 1) / Padding * Padding;

    /// <summary>Fills the mask: unit j of sample n is dropped if word n * stride + j of the stream is below probability * 2^32.</summary>
    /// <param name="sample">Number of images that the trial has trained on before the first row.</param>
    /// <param name="stride">See <see cref="Stride"/>.</param>
    public static void Fill(float* mask, int rows, int stride, in Philox random, ulong sample, double probability)
    {
        var threshold = (uint)(probability * 4294967296.0);
        var kept = (float)(1 / (1 - probability));
        var block = sample * (ulong)stride / 4;
        var end = mask + ((nint)rows * stride);
        for (; mask < end; mask += 4)
        {
            var words = random.Block(block++);
            mask[0] = words.W0 < threshold ? 0 : kept;
            mask[1] = words.W1 < threshold ? 0 : kept;
            mask[2] = words.W2 < threshold ? 0 : kept;
            mask[3] = words.W3 < threshold ? 0 : kept;
        }
    }
}
