using System.Security.Cryptography;

namespace SweepCluster.Training.Data;

/// <summary>Computes a SHA-256 over the contents of a data set; see <see cref="Dataset.Fingerprint"/>.</summary>
internal static class DatasetFingerprint
{
    private const int Chunk = 1 << 24;

    public static string Compute(ImageSet train, ImageSet test)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in (ImageSet[])[train, test])
        {
            var perChunk = Math.Max(1, Chunk / set.Pixels);
            for (var image = 0; image < set.Count; image += perChunk)
                hash.AppendData(set.ImageRange(image, Math.Min(perChunk, set.Count - image)));
            hash.AppendData(set.AllLabels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
