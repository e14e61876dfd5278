using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Copies between tensors and the host's arrays. Tensors made here belong to the current dispose scope.</summary>
internal static class HostTensors
{
    /// <summary>A tensor in this machine's memory that holds a copy of the numbers.</summary>
    public static Tensor Create<T>(ReadOnlySpan<T> numbers, ScalarType type, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var tensor = empty(shape, type, CPU);
        MemoryMarshal.AsBytes(numbers).CopyTo(tensor.bytes);
        return tensor;
    }

    public static Tensor Create<T>(Span<T> numbers, ScalarType type, params ReadOnlySpan<long> shape)
        where T : unmanaged => Create((ReadOnlySpan<T>)numbers, type, shape);

    /// <summary>Waits for the tensor and copies its numbers out, in row-major order.</summary>
    public static void Read<T>(Tensor tensor, Span<T> destination)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        MemoryMarshal.Cast<byte, T>(tensor.to(CPU).contiguous().bytes).CopyTo(destination);
    }

    /// <summary>Waits for a tensor of floats and copies it out.</summary>
    public static float[] Floats(Tensor tensor)
    {
        var numbers = new float[tensor.numel()];
        Read(tensor, numbers.AsSpan());
        return numbers;
    }
}
