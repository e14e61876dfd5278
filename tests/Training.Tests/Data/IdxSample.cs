using System.Buffers.Binary;
using System.IO.Compression;

namespace SweepCluster.Training.Tests.Data;

/// <summary>Writes small IDX files: image i has 3 x 4 pixels of value 10 i + pixel, and label i mod 3.</summary>
internal static class IdxSample
{
    public const string TrainImages = "train-images-idx3-ubyte";
    public const string TrainLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    public static void Write(string folder, int train, int test, bool gzip = false)
    {
        Put(folder, TrainImages, Images(train), gzip);
        Put(folder, TrainLabels, Labels(train), gzip);
        Put(folder, TestImages, Images(test), gzip);
        Put(folder, TestLabels, Labels(test), gzip);
    }

    public static byte[] Images(int count, int rows = 3, int columns = 4) =>
        [.. Number(0x803), .. Number(count), .. Number(rows), .. Number(columns),
            .. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, rows * columns).Select(pixel => (byte)((10 * i) + pixel)))];

    public static byte[] Labels(int count) =>
        [.. Number(0x801), .. Number(count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static void Put(string folder, string name, byte[] bytes, bool gzip = false) =>
        File.WriteAllBytes(Path.Combine(folder, gzip ? name + ".gz" : name), gzip ? Pack(bytes) : bytes);
}
