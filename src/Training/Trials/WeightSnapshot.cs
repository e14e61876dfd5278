using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SweepCluster.Training.Trials;

/// <summary>The weights and biases after an epoch: per layer a kernel, row-major [inputs x units], and a bias.</summary>
public sealed record WeightSnapshot(int Epoch, IReadOnlyList<float[]> Kernels, IReadOnlyList<float[]> Biases)
{
    public static WeightSnapshot Take(ITrialNetwork network, int epoch)
    {
        return new(
            epoch,
            [.. network.Shapes.Select((shape, layer) => Read(network, layer, ParameterPart.Kernel, shape.Inputs * shape.Units))],
            [.. network.Shapes.Select((shape, layer) => Read(network, layer, ParameterPart.Bias, shape.Units))]);
    }

    public void CopyTo(ITrialNetwork network)
    {
        for (var layer = 0; layer < Kernels.Count; layer++)
        {
            network.Write(layer, ParameterPart.Kernel, Kernels[layer]);
            network.Write(layer, ParameterPart.Bias, Biases[layer]);
        }
    }

    /// <summary>SHA-256, lower-case hexadecimal, of the little-endian float32 numbers, layer by layer, kernel before bias.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var layer = 0; layer < Kernels.Count; layer++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(Kernels[layer].AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(Biases[layer].AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A copy that is pinned in memory, so that it can be written to a checkpoint.</summary>
    public static float[] Pinned(ReadOnlySpan<float> numbers)
    {
        var copy = GC.AllocateUninitializedArray<float>(numbers.Length, pinned: true);
        numbers.CopyTo(copy);
        return copy;
    }

    private static float[] Read(ITrialNetwork network, int layer, ParameterPart part, int length)
    {
        var numbers = GC.AllocateUninitializedArray<float>(length, pinned: true);
        network.Read(layer, part, numbers);
        return numbers;
    }
}
