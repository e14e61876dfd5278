using System.Text;

namespace SweepCluster.Telemetry.Tests.Otlp;

/// <summary>A message of Protocol Buffers, read without its schema: fields by number, in order.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, byte[] Bytes)> _parts = [];
    private readonly List<(int Field, ulong Number)> _numbers = [];

    public ProtoMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var key = ReadVarint(ref bytes);
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    _numbers.Add((field, ReadVarint(ref bytes)));
                    break;
                case 1:
                    _numbers.Add((field, BitConverter.ToUInt64(bytes)));
                    bytes = bytes[8..];
                    break;
                case 2:
                    var length = (int)ReadVarint(ref bytes);
                    _parts.Add((field, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                case 5:
                    _numbers.Add((field, BitConverter.ToUInt32(bytes)));
                    bytes = bytes[4..];
                    break;
                default:
                    throw new InvalidDataException($"Field {field} is of wire type {key & 7}.");
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(params ReadOnlySpan<int> path)
    {
        IEnumerable<ProtoMessage> found = [this];
        foreach (var field in path)
            found = [.. found.SelectMany(
                message => message._parts.Where(part => part.Field == field).Select(part => new ProtoMessage(part.Bytes)))];
        return found;
    }

    public string Text(int field) =>
        _parts.Where(part => part.Field == field).Select(part => Encoding.UTF8.GetString(part.Bytes)).FirstOrDefault("");

    public string Hex(int field) =>
        _parts.Where(part => part.Field == field).Select(part => Convert.ToHexStringLower(part.Bytes)).FirstOrDefault("");

    public ulong Number(int field) => _numbers.Where(number => number.Field == field).Select(number => number.Number).FirstOrDefault();

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
