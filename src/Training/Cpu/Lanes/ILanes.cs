namespace SweepCluster.Training.Cpu.Lanes;

/// <summary>A vector register of float32 lanes. The trainer is written once over this and compiled for every register width
/// (Vector512, 256 and 128). Every operation is an IEEE one with a single rounding, so that a lane's
/// value never depends on the width.</summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Lanes of a register: 16, 8 or 4.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the largest matrix tile, two registers wide, whose accumulators fit the register file.</summary>
    static abstract int TileRows { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Create(float value);

    static abstract TSelf Load(float* source);

    /// <summary>Unsigned bytes as floats, 0 to 255.</summary>
    static abstract TSelf LoadBytes(byte* source);

    void Store(float* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Sqrt(TSelf value);

    static abstract TSelf Abs(TSelf value);

    /// <summary><paramref name="below"/> where left is less than right, else <paramref name="otherwise"/>,
    /// also where one of them is NaN.</summary>
    static abstract TSelf SelectLess(TSelf left, TSelf right, TSelf below, TSelf otherwise);

    /// <summary>2^n, where <paramref name="shifted"/> is n + 1.5 * 2^23 and n a whole number from -126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf shifted);

    /// <summary>A positive normal number as mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)).</summary>
    static abstract TSelf Split(TSelf value, out TSelf exponent);
}
