using System.Runtime.InteropServices;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Cpu.Memory;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Prepared images: scaled pixels [rows x stride] and their labels.</summary>
internal sealed unsafe class Minibatch : IDisposable
{
    private readonly NativeBlock _pixels;
    private readonly NativeBlock _labels;

    /// <param name="capacity">Maximum number of rows.</param>
    /// <param name="pixels">Number of pixels of an image.</param>
    public Minibatch(int capacity, int pixels)
    {
        (Capacity, Stride) = (capacity, PanelLayout.Pad(pixels));
        // A register may read past the end.
        var bytes = (((long)capacity * Stride) + 64) * sizeof(float);
        _pixels = new(bytes, 64);
        NativeMemory.Clear(_pixels.Address, (nuint)bytes);
        _labels = new(capacity + 64, 64);
    }

    public int Capacity { get; }

    public int Stride { get; }

    /// <summary>Number of images in it.</summary>
    public int Rows { get; set; }

    public float* Pixels => (float*)_pixels.Address;

    public byte* Labels => _labels.Address;

    public void Dispose()
    {
        _pixels.Dispose();
        _labels.Dispose();
    }
}
