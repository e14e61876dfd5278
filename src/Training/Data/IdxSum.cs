using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SweepCluster.Training.Data;

/// <summary>Computes the SHA-256, in lower-case hex, of the IDX file that images or labels would be written to.</summary>
internal static class IdxSum
{
    private const int Chunk = 1 << 24;

    public static string HashImages(ImageSet set)
    {
        using var hash = Begin(IdxMagic.Images, set.Count, set.Rows, set.Columns);
        var perChunk = Math.Max(1, Chunk / set.Pixels);
        for (var image = 0; image < set.Count; image += perChunk)
            hash.AppendData(set.ImageRange(image, Math.Min(perChunk, set.Count - image)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string HashLabels(ImageSet set)
    {
        using var hash = Begin(IdxMagic.Labels, set.Count);
        hash.AppendData(set.AllLabels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IncrementalHash Begin(uint magic, params ReadOnlySpan<int> sizes)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, magic);
        hash.AppendData(number);
        foreach (var size in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, size);
            hash.AppendData(number);
        }

        return hash;
    }
}
