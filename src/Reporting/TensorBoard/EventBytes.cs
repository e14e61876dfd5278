using System.Buffers;
using System.Buffers.Binary;
using SweepCluster.Reporting.Protobuf;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Reporting.TensorBoard;

/// <summary>The content of an event file: records in TensorFlow's format (length, its checksum, bytes, their checksum), each an
/// <c>Event</c> of event.proto, whose field numbers these are.</summary>
public sealed class EventBytes
{
    private const uint MaskDelta = 0xA282EAD8;

    private readonly ArrayBufferWriter<byte> _records = new();

    /// <param name="at">Seconds since 1970 UTC.</param>
    public EventBytes(double at) => Write(new ProtoMessage().Add(1, at).Add(3, "brain.Event:2"));

    public byte[] ToArray() => _records.WrittenSpan.ToArray();

    public void Scalar(double at, long step, string tag, double value) =>
        Summary(at, step, new ProtoMessage().Add(1, tag).Add(2, (float)value));

    /// <summary>Writes a record of a plugin, whose content is in its metadata alone.</summary>
    public void Plugin(double at, string tag, string plugin, ProtoMessage content) => Summary(
        at, 0, new ProtoMessage().Add(1, tag).Add(9, new ProtoMessage().Add(1, new ProtoMessage().Add(1, plugin).Add(2, content))));

    private void Summary(double at, long step, ProtoMessage value) =>
        Write(new ProtoMessage().Add(1, at).Add(2, step).Add(5, new ProtoMessage().Add(1, value)));

    private void Write(ProtoMessage message)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, message.Bytes.Length);
        _records.Write(number);
        WriteChecksum(number);
        _records.Write(message.Bytes);
        WriteChecksum(message.Bytes);
    }

    // Masked, because a checksum over bytes that contain checksums is weak.
    private void WriteChecksum(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32C();
        crc.Append(bytes);
        Span<byte> masked = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, uint.RotateRight(crc.Value, 15) + MaskDelta);
        _records.Write(masked);
    }
}
