using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SweepCluster.Reporting.Models;

/// <summary>Writes a tree of groups as an HDF5 file in its oldest form (superblock 0, HDF5 File Format Specification 3.0), which every
/// version of the library reads: groups are B-trees of symbol tables, datasets are contiguous.</summary>
internal sealed class Hdf5File
{
    private const ulong Undefined = ulong.MaxValue;
    private const int SuperblockBytes = 96;
    private const int LeafRank = 16;
    private const int InternalRank = 16;
    private const int EntryBytes = 40;
    private const int LeafEntries = 2 * LeafRank;

    private readonly Stream _output;
    private readonly long _start;
    private long _end = SuperblockBytes;

    private Hdf5File(Stream output) => (_output, _start) = (output, output.Position);

    /// <param name="output">A stream that can be positioned.</param>
    public static void Write(Hdf5Group root, Stream output)
    {
        var file = new Hdf5File(output);
        var header = file.WriteGroup(root);
        file.WriteSuperblock(header);
        output.Position = file._start + file._end;
    }

    private (long Header, long Tree, long Heap) WriteGroup(Hdf5Group group)
    {
        var members = group.Groups.Select(pair => (pair.Key, Entry: EntryOf(WriteGroup(pair.Value))))
            .Concat(group.Datasets.Select(pair => (pair.Key, Entry: EntryOf(WriteDataset(pair.Value.Elements, pair.Value.Shape)))))
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .ToList();
        var (heap, offsets) = WriteHeap([.. members.Select(member => member.Key)]);
        var tree = WriteTree([.. members.Select(member => member.Entry)], offsets);
        return (WriteHeader(Message(0x11, new Block().Long(tree).Long(heap))), tree, heap);
    }

    private long WriteDataset(float[] elements, int[] shape)
    {
        var bytes = MemoryMarshal.AsBytes(elements.AsSpan());
        var address = Allocate(bytes.Length);
        WriteAt(address, bytes);
        var space = new Block().Bytes(1, (byte)shape.Length, 0, 0, 0, 0, 0, 0);
        foreach (var size in shape)
            space.Long(size);
        // IEEE 754 single precision, little-endian: sign bit 31, exponent from bit 23, mantissa from bit 0, bias 127.
        var type = new Block().Bytes(0x11, 0x20, 31, 0).Int(4).Short(0).Short(32).Bytes(23, 8, 0, 23).Int(127);
        return WriteHeader(
            Message(0x01, space),
            Message(0x03, type),
            Message(0x05, new Block().Bytes(2, 2, 2, 1).Int(0)),
            Message(0x08, new Block().Bytes(3, 1).Long(address).Long(bytes.Length)));
    }

    // The names, each at a multiple of 8; at 0 is the empty one.
    private (long Address, int[] Offsets) WriteHeap(string[] names)
    {
        var texts = new Block().Long(0);
        var offsets = new int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            offsets[i] = texts.Length;
            texts.Bytes([.. Encoding.UTF8.GetBytes(names[i]), 0]).Align();
        }

        var address = Allocate(32 + texts.Length);
        // No free block.
        WriteAt(address, new Block().Ascii("HEAP").Int(0).Long(texts.Length).Long(1).Long(address + 32).Append(texts).Written);
        return (address, offsets);
    }

    // One node of the tree holds 32 leaves of 32 entries, more than there are layers.
    private long WriteTree(Block[] entries, int[] offsets)
    {
        var leaves = Math.Max(0, (entries.Length + LeafEntries - 1) / LeafEntries);
        if (leaves > 2 * InternalRank)
            throw new ArgumentException($"A group has {entries.Length} members, more than one node of its tree holds.", nameof(entries));
        var node = new Block().Ascii("TREE").Bytes(0, 0).Short(leaves).Unsigned(Undefined).Unsigned(Undefined).Long(0);
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            var first = leaf * LeafEntries;
            var count = Math.Min(LeafEntries, entries.Length - first);
            var table = new Block().Ascii("SNOD").Bytes(1, 0).Short(count);
            for (var i = first; i < first + count; i++)
                table.Long(offsets[i]).Append(entries[i]);
            var address = Allocate(8 + (LeafEntries * EntryBytes));
            WriteAt(address, table.Written);
            // The key after a leaf is its greatest name.
            node.Long(address).Long(offsets[first + count - 1]);
        }

        var tree = Allocate(24 + (8 * ((4 * InternalRank) + 1)));
        WriteAt(tree, node.Written);
        return tree;
    }

    // The entry of a symbol table without the name's offset; of a group it repeats where its tree and its heap are.
    private static Block EntryOf((long Header, long Tree, long Heap) group) =>
        new Block().Long(group.Header).Int(1).Int(0).Long(group.Tree).Long(group.Heap);

    private static Block EntryOf(long header) => new Block().Long(header).Int(0).Int(0).Long(0).Long(0);

    private long WriteHeader(params Block[] messages)
    {
        var size = messages.Sum(message => message.Length);
        var address = Allocate(16 + size);
        var header = new Block().Bytes(1, 0).Short(messages.Length).Int(1).Int(size).Int(0);
        foreach (var message in messages)
            header.Append(message);
        WriteAt(address, header.Written);
        return address;
    }

    private static Block Message(int type, Block content)
    {
        content.Align();
        return new Block().Short(type).Short(content.Length).Int(0).Append(content);
    }

    private void WriteSuperblock((long Header, long Tree, long Heap) root) => WriteAt(0, new Block()
        .Bytes(0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n')
        .Bytes(0, 0, 0, 0, 0, 8, 8, 0).Short(LeafRank).Short(InternalRank).Int(0)
        .Long(0).Unsigned(Undefined).Long(_end).Unsigned(Undefined)
        .Long(0).Append(EntryOf(root)).Written);

    private long Allocate(long bytes)
    {
        var address = _end;
        _end += (bytes + 7) / 8 * 8;
        // Nodes may be written in part; what follows in the file is 0.
        _output.SetLength(_start + _end);
        return address;
    }

    private void WriteAt(long address, ReadOnlySpan<byte> bytes)
    {
        _output.Position = _start + address;
        _output.Write(bytes);
    }

    /// <summary>Bytes that are put together number by number, little-endian.</summary>
    private sealed class Block
    {
        private readonly List<byte> _bytes = [];

        public int Length => _bytes.Count;

        public ReadOnlySpan<byte> Written => CollectionsMarshal.AsSpan(_bytes);

        public Block Bytes(params ReadOnlySpan<byte> bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }

        public Block Ascii(string text) => Bytes(Encoding.ASCII.GetBytes(text));

        public Block Append(Block other) => Bytes(other.Written);

        public Block Short(int value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
            return Bytes(bytes);
        }

        public Block Int(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return Bytes(bytes);
        }

        public Block Long(long value) => Unsigned((ulong)value);

        public Block Unsigned(ulong value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return Bytes(bytes);
        }

        public void Align()
        {
            while (_bytes.Count % 8 != 0)
                _bytes.Add(0);
        }
    }
}
