using System.Buffers.Binary;

namespace SweepCluster.Training.Data;

/// <summary>The storage format of an array's numbers.</summary>
/// <param name="Bytes">Number of bytes of one number.</param>
internal readonly record struct NumberFormat(NumberKind Kind, int Bytes, bool IsBigEndian = false)
{
    /// <summary>Whether numbers are bytes from 0 to 255, which need no conversion.</summary>
    public bool IsByte => this is { Kind: NumberKind.Unsigned, Bytes: 1 };

    /// <summary>Converts as many numbers as <paramref name="numbers"/> holds.</summary>
    public void Convert(ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Convert(bytes.Slice(i * Bytes, Bytes));
    }

    private double Convert(ReadOnlySpan<byte> number) => (Kind, Bytes, IsBigEndian) switch
    {
        (NumberKind.Unsigned, 1, _) => number[0],
        (NumberKind.Signed, 1, _) => (sbyte)number[0],
        (NumberKind.Unsigned, 2, false) => BinaryPrimitives.ReadUInt16LittleEndian(number),
        (NumberKind.Unsigned, 2, true) => BinaryPrimitives.ReadUInt16BigEndian(number),
        (NumberKind.Signed, 2, false) => BinaryPrimitives.ReadInt16LittleEndian(number),
        (NumberKind.Signed, 2, true) => BinaryPrimitives.ReadInt16BigEndian(number),
        (NumberKind.Unsigned, 4, false) => BinaryPrimitives.ReadUInt32LittleEndian(number),
        (NumberKind.Unsigned, 4, true) => BinaryPrimitives.ReadUInt32BigEndian(number),
        (NumberKind.Signed, 4, false) => BinaryPrimitives.ReadInt32LittleEndian(number),
        (NumberKind.Signed, 4, true) => BinaryPrimitives.ReadInt32BigEndian(number),
        (NumberKind.Unsigned, 8, false) => BinaryPrimitives.ReadUInt64LittleEndian(number),
        (NumberKind.Unsigned, 8, true) => BinaryPrimitives.ReadUInt64BigEndian(number),
        (NumberKind.Signed, 8, false) => BinaryPrimitives.ReadInt64LittleEndian(number),
        (NumberKind.Signed, 8, true) => BinaryPrimitives.ReadInt64BigEndian(number),
        (NumberKind.Real, 2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(number),
        (NumberKind.Real, 2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(number),
        (NumberKind.Real, 4, false) => BinaryPrimitives.ReadSingleLittleEndian(number),
        (NumberKind.Real, 4, true) => BinaryPrimitives.ReadSingleBigEndian(number),
        (NumberKind.Real, 8, false) => BinaryPrimitives.ReadDoubleLittleEndian(number),
        (NumberKind.Real, 8, true) => BinaryPrimitives.ReadDoubleBigEndian(number),
        _ => throw new InvalidOperationException($"No numbers are stored as {this}."),
    };
}

internal enum NumberKind
{
    Unsigned,
    Signed,
    Real,
}
