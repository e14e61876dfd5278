using System.Numerics;
using System.Runtime.InteropServices;

namespace SweepCluster.Training.Checkpoints;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4) over bytes that may be added in any pieces.</summary>
public struct Crc32C
{
    private uint _state = uint.MaxValue;

    public Crc32C()
    {
    }

    public readonly uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var state = _state;
        foreach (var word in words)
            state = BitOperations.Crc32C(state, word);
        foreach (var one in bytes[(words.Length * 8)..])
            state = BitOperations.Crc32C(state, one);
        _state = state;
    }
}
