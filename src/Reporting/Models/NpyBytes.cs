using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SweepCluster.Reporting.Models;

/// <summary>Writes arrays in NumPy's NPY format, version 1 (NEP 1).</summary>
internal static class NpyBytes
{
    private const int Alignment = 64;
    private const int Prefix = 10;

    public static void WriteFloats(Stream output, float[] elements, params int[] shape)
    {
        WriteHeader(output, "<f4", shape);
        output.Write(MemoryMarshal.AsBytes(elements.AsSpan()));
    }

    public static void WriteNumber(Stream output, double value)
    {
        WriteHeader(output, "<f8", []);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        output.Write(bytes);
    }

    /// <summary>Writes texts as an array of fixed-width UTF-32, which NumPy reads without pickle.</summary>
    public static void WriteTexts(Stream output, IReadOnlyList<string> texts)
    {
        var encoded = texts.Select(text => Encoding.UTF32.GetBytes(text)).ToArray();
        var width = Math.Max(1, encoded.Select(text => text.Length / 4).DefaultIfEmpty(0).Max());
        WriteHeader(output, string.Create(CultureInfo.InvariantCulture, $"<U{width}"), [texts.Count]);
        foreach (var text in encoded)
        {
            output.Write(text);
            output.Write(new byte[(width * 4) - text.Length]);
        }
    }

    private static void WriteHeader(Stream output, string type, int[] shape)
    {
        var sizes = string.Concat(shape.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size}, ")));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        var length = ((Prefix + text.Length + Alignment) / Alignment * Alignment) - Prefix;
        output.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)length);
        output.Write(bytes);
        output.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
    }
}
