using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SweepCluster.Results.Predictions;

/// <summary>Encodes grey images as PNG (ISO/IEC 15948): 8 bits a pixel, no filter.</summary>
public static class GreyPng
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <param name="pixels">The pixels, row by row from the top; 0 is black.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int columns)
    {
        var rows = pixels.Length / columns;
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows);
        // Bit depth 8; grey, deflate, the usual filters and no interlacing are all 0.
        header[8] = 8;
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Deflated(pixels, columns));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Deflated(ReadOnlySpan<byte> pixels, int columns)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new ZLibStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var start = 0; start < pixels.Length; start += columns)
            {
                // Each row begins with its filter: none.
                deflate.WriteByte(0);
                deflate.Write(pixels.Slice(start, columns));
            }
        }

        return bytes.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        Span<byte> name = stackalloc byte[4];
        Encoding.ASCII.GetBytes(type, name);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), content));
        file.Write(number);
    }

    // CRC-32 with the reversed polynomial EDB88320, bit by bit: images are small.
    private static uint Crc(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            state ^= one;
            for (var bit = 0; bit < 8; bit++)
                state = (state & 1) != 0 ? (state >> 1) ^ 0xEDB88320 : state >> 1;
        }

        return state;
    }
}
