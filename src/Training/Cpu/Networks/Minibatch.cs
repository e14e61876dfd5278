using System.Runtime.InteropServices;
using SweepCluster.Training.Cpu.Matrices;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Prepared images: scaled pixels [rows x stride] and their labels.</summary>
internal sealed unsafe class Minibatch : IDisposable
{
    private float* _pixels;
    private byte* _labels;

    /// <param name="capacity">Rows at most.</param>
    /// <param name="pixels">Of an image.</param>
    public Minibatch(int capacity, int pixels)
    {
        (Capacity, Stride) = (capacity, PanelLayout.Pad(pixels));
        var bytes = (((nuint)capacity * (nuint)Stride) + 64) * sizeof(float);
        _pixels = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_pixels, bytes);
        _labels = (byte*)NativeMemory.AlignedAlloc((nuint)capacity + 64, 64);
    }

    ~Minibatch() => Release();

    public int Capacity { get; }

    public int Stride { get; }

    /// <summary>Images it holds.</summary>
    public int Rows { get; set; }

    public float* Pixels => _pixels;

    public byte* Labels => _labels;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(_pixels);
        NativeMemory.AlignedFree(_labels);
        _pixels = null;
        _labels = null;
    }
}
