using System.Buffers.Binary;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage;

/// <summary>Writes a trial's continuation in bytes, little-endian: flags (1: has an objective, 2: has an epoch), epochs as int32, objective
/// and training seconds as doubles, then the latest epoch as <see cref="ReportBytes"/> if there is one.</summary>
internal static class ContinuationBytes
{
    private const int Header = 1 + sizeof(int) + (2 * sizeof(double));
    private const byte HasObjective = 1;
    private const byte HasLast = 2;

    /// <summary>The bytes; null for no continuation.</summary>
    public static byte[]? Write(TrialContinuation? continuation)
    {
        if (continuation is null)
            return null;
        var bytes = new byte[Header + (continuation.Last is null ? 0 : ReportBytes.Size)];
        bytes[0] = (byte)((continuation.Objective is null ? 0 : HasObjective) | (continuation.Last is null ? 0 : HasLast));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), continuation.Epochs);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(5), continuation.Objective ?? 0);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(13), continuation.TrainSeconds);
        if (continuation.Last is { } last)
            ReportBytes.Write(last, bytes.AsSpan(Header));
        return bytes;
    }

    public static TrialContinuation Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
        (bytes[0] & HasObjective) == 0 ? null : BinaryPrimitives.ReadDoubleLittleEndian(bytes[5..]),
        (bytes[0] & HasLast) == 0 ? null : ReportBytes.Read(bytes[Header..]),
        BinaryPrimitives.ReadDoubleLittleEndian(bytes[13..]));
}
