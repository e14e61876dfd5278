using System.Buffers.Binary;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage;

/// <summary>Writes the report of a finished trial in bytes: nothing if it is the trial's latest report, else as <see cref="ReportBytes"/>.
/// If the training images were scored, the report is always written, and their loss and accuracy follow it as little-endian
/// doubles.</summary>
internal static class FinalBytes
{
    private const int SizeWithScore = ReportBytes.Size + (2 * sizeof(double));

    public static byte[] Write(FinalMetrics final, EpochReport? last)
    {
        var bytes = new byte[final.Training is null ? ReportBytes.Size : SizeWithScore];
        ReportBytes.Write(final.Report, bytes);
        if (final.Training is { } training)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(ReportBytes.Size), training.Loss);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(ReportBytes.Size + sizeof(double)), training.Accuracy);
            return bytes;
        }

        if (last is null)
            return bytes;
        Span<byte> latest = stackalloc byte[ReportBytes.Size];
        ReportBytes.Write(last, latest);
        return latest.SequenceEqual(bytes) ? [] : bytes;
    }

    /// <param name="last">The trial's latest report; not null if <paramref name="bytes"/> is empty.</param>
    public static (EpochReport Report, TrainingScore? Training) Read(ReadOnlySpan<byte> bytes, EpochReport? last) => (
        bytes.IsEmpty ? last! : ReportBytes.Read(bytes),
        bytes.Length < SizeWithScore
            ? null
            : new(
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[ReportBytes.Size..]),
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[(ReportBytes.Size + sizeof(double))..])));
}
