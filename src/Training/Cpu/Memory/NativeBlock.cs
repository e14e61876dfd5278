using System.Runtime.InteropServices;

namespace SweepCluster.Training.Cpu.Memory;

/// <summary>Aligned memory outside the garbage collector's heap, counted, so that a test can check that it is freed.</summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    private static long _inUse;

    private readonly long _length;
    private byte* _address;

    /// <param name="length">Length in bytes; their values are undefined.</param>
    /// <param name="alignment">A power of two.</param>
    public NativeBlock(long length, int alignment)
    {
        _address = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)alignment);
        _length = length;
        Interlocked.Add(ref _inUse, length);
    }

    ~NativeBlock() => Release();

    /// <summary>Total size in bytes of all blocks of the process.</summary>
    public static long BytesInUse => Interlocked.Read(ref _inUse);

    /// <summary>The address of the block; null once disposed.</summary>
    public byte* Address => _address;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_address == null)
            return;
        NativeMemory.AlignedFree(_address);
        _address = null;
        Interlocked.Add(ref _inUse, -_length);
    }
}
