using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SweepCluster.Model;

namespace SweepCluster.Training.Data.Npz;

/// <summary>The header of an array in NumPy's NPY format, versions 1 to 3; see NEP 1.</summary>
/// <param name="Shape">The dimensions; empty for a single number.</param>
internal sealed partial record NpyHeader(NumberFormat Format, long[] Shape)
{
    private const int MaxBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The number of values that follow; -1 if it is greater than any array can have.</summary>
    public long Count
    {
        get
        {
            var count = 1L;
            foreach (var size in Shape)
            {
                if (size != 0 && count > long.MaxValue / 8 / size)
                    return -1;
                count *= size;
            }

            return count;
        }
    }

    /// <param name="source">The name of the array in messages.</param>
    /// <exception cref="SweepException">It is not an NPY header, or the array can't be used.</exception>
    public static NpyHeader Read(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..6].SequenceEqual(Magic))
            throw new SweepException($"{source} is not an array in NumPy's NPY format, or it is damaged. Save it again with numpy.savez.");
        var version = start[6];
        if (version is < 1 or > 3)
            throw new SweepException(
                $"{source} is in version {version} of the NPY format; versions 1 to 3 are possible. Save it again with numpy.savez.");
        Span<byte> lengthBytes = stackalloc byte[version == 1 ? 2 : 4];
        stream.ReadExactly(lengthBytes);
        var length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxBytes)
            throw new SweepException($"{source} has a header of {length:N0} bytes, more than the {MaxBytes:N0} that are possible. "
                + "It is damaged, or not an array of numbers.");
        var text = new byte[length];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text), source);
    }

    private static NpyHeader Parse(string text, string source)
    {
        var type = TypeText().Match(text).Groups[1].Value;
        if (FindFormat(type) is not { } format)
            throw new SweepException($"{source} holds {(type.Length > 0 ? $"'{type}'" : "records")}, but numbers are needed. "
                + "Convert it, for example with array.astype('uint8').");
        var sizes = ShapeText().Match(text);
        var shape = new List<long>();
        foreach (var size in sizes.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!sizes.Success || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                throw new SweepException($"{source} has a header without a valid shape. Save it again with numpy.savez.");
            shape.Add(value);
        }

        if (FortranText().IsMatch(text) && shape.Count > 1)
            throw new SweepException($"{source} is stored in Fortran order, but C order is needed. Save numpy.ascontiguousarray(array).");
        return new(format, [.. shape]);
    }

    private static NumberFormat? FindFormat(string type)
    {
        if (type is not [var order, var kind, .. var bytes] || !"<>|=".Contains(order, StringComparison.Ordinal))
            return null;
        var isBigEndian = order == '>';
        return (kind, bytes) switch
        {
            ('b', "1") or ('u', "1") => new(NumberKind.Unsigned, 1),
            ('i', "1") => new(NumberKind.Signed, 1),
            ('u', "2" or "4" or "8") => new(NumberKind.Unsigned, bytes[0] - '0', isBigEndian),
            ('i', "2" or "4" or "8") => new(NumberKind.Signed, bytes[0] - '0', isBigEndian),
            ('f', "2" or "4" or "8") => new(NumberKind.Real, bytes[0] - '0', isBigEndian),
            _ => null,
        };
    }

    [GeneratedRegex("""'descr'\s*:\s*'([^']*)'""")]
    private static partial Regex TypeText();

    [GeneratedRegex("""'shape'\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapeText();

    [GeneratedRegex("""'fortran_order'\s*:\s*True""")]
    private static partial Regex FortranText();
}
