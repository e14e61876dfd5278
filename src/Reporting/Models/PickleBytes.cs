using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SweepCluster.Reporting.Models;

/// <summary>A pickle of protocol 2, opcode by opcode, as Python's <c>pickletools</c> documents them.</summary>
internal sealed class PickleBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public PickleBytes() => Write(0x80, 2);

    public byte[] ToArray()
    {
        Write('.');
        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary>Begins a tuple; what is added until <see cref="EndTuple"/> are its elements.</summary>
    public PickleBytes Mark() => Write('(');

    public PickleBytes EndTuple() => Write('t');

    public PickleBytes EmptyTuple() => Write(')');

    /// <summary>Adds a class or function of a module.</summary>
    public PickleBytes Global(string module, string name)
    {
        Write('c');
        _bytes.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
        return this;
    }

    /// <summary>Calls the function below the tuple of its arguments.</summary>
    public PickleBytes Reduce() => Write('R');

    /// <summary>Replaces the tuple on top by the object that the reader finds for it.</summary>
    public PickleBytes Persistent() => Write('Q');

    /// <summary>Adds the keys and values since the mark to the dictionary below it.</summary>
    public PickleBytes SetItems() => Write('u');

    public PickleBytes Text(string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        Write('X');
        WriteInt(encoded.Length);
        _bytes.Write(encoded);
        return this;
    }

    public PickleBytes Number(int value)
    {
        Write('J');
        WriteInt(value);
        return this;
    }

    public PickleBytes False() => Write(0x89);

    private PickleBytes Write(char opcode) => Write((byte)opcode);

    private PickleBytes Write(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    private void WriteInt(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
