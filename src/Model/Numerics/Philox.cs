using System.Runtime.CompilerServices;

namespace SweepCluster.Model.Numerics;

/// <summary>The purpose of a random number; numbers for different purposes never coincide.</summary>
public enum RandomPurpose
{
    Kernel = 1,
    Bias = 2,
    Shuffle = 3,
    Dropout = 4,
    Proposal = 5,
    Dataset = 6,
    Rank = 7,
    Scramble = 8,
    Estimate = 9,
}

/// <summary>Random numbers addressed by counter: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011). The sweep's seed is the key; purpose, seedIndex, stream (a layer, an epoch) and index are the counter. There is no
/// state, so nothing depends on the order in which numbers are drawn.</summary>
public readonly record struct Philox
{
    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _counter2;
    private readonly uint _counter3;

    /// <param name="seedIndex">0 to 2^24 - 1.</param>
    public Philox(ulong seed, int seedIndex, RandomPurpose purpose, uint stream = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seedIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(seedIndex, 1 << 24);
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _counter2 = stream;
        _counter3 = ((uint)purpose << 24) | (uint)seedIndex;
    }

    /// <summary>The four 32-bit words at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PhiloxBlock Block(ulong index) => Rounds((uint)index, (uint)(index >> 32), _counter2, _counter3, _key0, _key1);

    /// <summary>The 32-bit word at <paramref name="index"/>: word <c>index mod 4</c> of block <c>index / 4</c>.</summary>
    public uint Word(ulong index)
    {
        var block = Block(index >> 2);
        return (index & 3) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform(ulong index)
    {
        var block = Block(index);
        return ((((ulong)block.W0 << 32) | block.W1) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Standard normal, by inversion.</summary>
    public double Normal(ulong index)
    {
        var block = Block(index);
        // The centre of one of 2^52 cells: never 0, never 1.
        var u = (((((ulong)block.W0 << 32) | block.W1) >> 12) + 0.5) * (1.0 / (1UL << 52));
        return DeterministicMath.NormalQuantile(u);
    }

    /// <summary>Uniform in 0 to <paramref name="bound"/> - 1, bias below 2^-32 (64-bit multiply-shift).</summary>
    public int Below(ulong index, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var block = Block(index);
        var wide = ((ulong)block.W0 << 32) | block.W1;
        return (int)Math.BigMul(wide, (ulong)bound, out _);
    }

    /// <summary>The bare function, for its known-answer test.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PhiloxBlock Rounds(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)c0 * 0xD2511F53u;
            var p1 = (ulong)c2 * 0xCD9E8D57u;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c1 = (uint)p1;
            c3 = (uint)p0;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }

        return new(c0, c1, c2, c3);
    }
}

/// <summary>Four 32-bit words.</summary>
public readonly record struct PhiloxBlock(uint W0, uint W1, uint W2, uint W3);
