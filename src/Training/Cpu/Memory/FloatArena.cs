using System.Runtime.InteropServices;

namespace SweepCluster.Training.Cpu.Memory;

/// <summary>One block of zeroed native memory, assigned in 64-byte aligned pieces and freed as a whole. Pieces begin at staggered offsets
/// within the page: buffers that are read and written together would otherwise collide in the cache (4K aliasing costs 4 to 10 %). Large
/// blocks use huge pages where Linux has them.</summary>
internal sealed unsafe partial class FloatArena : IDisposable
{
    private const long HugePage = 2 << 20;
    private const int Line = 64;
    private const int Page = 4096;

    // An odd number of cache lines, so that consecutive pieces begin at all places of a page.
    private const int Stagger = 21 * Line;

    private NativeBlock? _block;
    private long _used;
    private int _pieces;

    private FloatArena()
    {
    }

    /// <summary>Creates an arena with room for the pieces that <paramref name="assign"/> takes. It is called twice and must take the same
    /// pieces both times: the first call measures and gets null pointers, the second gets the memory.</summary>
    public static FloatArena Create(Action<FloatArena> assign)
    {
        var arena = new FloatArena();
        assign(arena);
        arena.Allocate();
        assign(arena);
        return arena;
    }

    /// <summary>Takes the next piece.</summary>
    public float* Take(long floats)
    {
        var start = _used + (_pieces++ * Stagger % Page / Line * Line);
        _used += Space(floats);
        return _block is null ? null : (float*)(_block.Address + start);
    }

    public void Dispose() => _block?.Dispose();

    // Room for the stagger and for a register read past the end.
    private static long Space(long floats) => (((floats * sizeof(float)) + Line - 1) / Line * Line) + Page + Line;

    private void Allocate()
    {
        var alignment = _used >= HugePage ? HugePage : Page;
        var size = (_used + alignment - 1) / alignment * alignment;
        _block = new(size, (int)alignment);
        if (alignment == HugePage && OperatingSystem.IsLinux())
            _ = AdviseHugePages(_block.Address, (nuint)size);
        NativeMemory.Clear(_block.Address, (nuint)size);
        (_used, _pieces) = (0, 0);
    }

    // madvise(2) with MADV_HUGEPAGE; a refusal costs nothing but speed.
    private static int AdviseHugePages(void* address, nuint length) => Advise(address, length, 14);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
