using System.Buffers.Binary;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage;

/// <summary>Writes an epoch's report in 57 bytes, little-endian: flags (1: has a validation loss, 2: has a validation accuracy), epoch and
/// samples as int32, then train loss, train accuracy, validation loss, validation accuracy, learning rate and seconds as doubles.</summary>
internal static class ReportBytes
{
    public const int Size = 57;

    private const byte HasLoss = 1;
    private const byte HasAccuracy = 2;

    public static void Write(EpochReport report, Span<byte> bytes)
    {
        bytes[0] = (byte)((report.ValidationLoss is null ? 0 : HasLoss) | (report.ValidationAccuracy is null ? 0 : HasAccuracy));
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], report.Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[5..], report.Samples);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[9..], report.TrainLoss);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[17..], report.TrainAccuracy);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[25..], report.ValidationLoss ?? 0);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[33..], report.ValidationAccuracy ?? 0);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[41..], report.LearningRate);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[49..], report.Seconds);
    }

    public static EpochReport Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
        BinaryPrimitives.ReadDoubleLittleEndian(bytes[9..]),
        BinaryPrimitives.ReadDoubleLittleEndian(bytes[17..]),
        (bytes[0] & HasLoss) == 0 ? null : BinaryPrimitives.ReadDoubleLittleEndian(bytes[25..]),
        (bytes[0] & HasAccuracy) == 0 ? null : BinaryPrimitives.ReadDoubleLittleEndian(bytes[33..]),
        BinaryPrimitives.ReadDoubleLittleEndian(bytes[41..]),
        BinaryPrimitives.ReadDoubleLittleEndian(bytes[49..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]));
}
