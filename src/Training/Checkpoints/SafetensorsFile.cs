using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SweepCluster.Contracts;

namespace SweepCluster.Training.Checkpoints;

/// <summary>A file of named tensors in the safetensors format, which Python reads with <c>safetensors.torch.load_file</c>: the
/// length of the header (8 bytes, little-endian), the header (JSON), the tensors one after the other (little-endian, row-major).</summary>
public sealed class SafetensorsFile
{
    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly Dictionary<string, TensorEntry> _byName;

    private SafetensorsFile(string path, byte[] bytes, int start, Dictionary<string, string> metadata, List<TensorEntry> tensors)
    {
        (_path, _bytes, _start, Metadata, Tensors) = (path, bytes, start, metadata, tensors);
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>In the order of their data.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>Writes a file whole or not at all: under a temporary name beside it, then renamed over it. The same content gives
    /// the same bytes, whatever the order of tensors and metadata.</summary>
    /// <param name="flush">Whether to wait until the disk has it, so that it survives a power cut. A crash of the process alone
    /// loses nothing either way.</param>
    /// <exception cref="SweepException">The disk is full, or the folder can't be written; what was there stays.</exception>
    public static void Write(
        string path, IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata, bool flush = true)
    {
        var temporary = path + ".tmp";
        try
        {
            WriteTo(temporary, Ordered(tensors), metadata, flush);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{path} can't be written: {error.Message} Make room, or the folder writable, and resume.", SweepErrorKind.Environment, error);
        }
    }

    /// <summary>Reads a file whole, at most 2 GiB.</summary>
    /// <exception cref="SweepException">It can't be read, is torn, or is no file of this format with tensors of
    /// <see cref="TensorType"/>.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < sizeof(long))
                throw new FormatException($"is torn: it has {bytes.Length} bytes");
            var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (length > SafetensorsHeader.MostBytes)
                throw new FormatException("does not begin with the length of a header");
            if (length > (ulong)(bytes.Length - sizeof(long)))
                throw new FormatException("is torn: it ends within its header");
            var start = sizeof(long) + (int)length;
            var (metadata, tensors) = SafetensorsHeader.Read(bytes.AsMemory(sizeof(long), (int)length), bytes.Length - start);
            return new(path, bytes, start, metadata, tensors);
        }
        catch (FormatException error)
        {
            throw new SweepException(
                $"{path} {error.Message}. It is damaged or no checkpoint of ours; delete it, or put the right file there.", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The elements of a tensor of single precision.</summary>
    /// <exception cref="SweepException">There is none of that name, type and shape.</exception>
    public ReadOnlySpan<float> Floats(string name, params scoped ReadOnlySpan<long> shape) =>
        MemoryMarshal.Cast<byte, float>(Find(name, TensorType.F32, shape));

    /// <summary>The elements of a tensor of whole numbers.</summary>
    /// <exception cref="SweepException">There is none of that name, type and shape.</exception>
    public ReadOnlySpan<long> Integers(string name, params scoped ReadOnlySpan<long> shape) =>
        MemoryMarshal.Cast<byte, long>(Find(name, TensorType.I64, shape));

    private ReadOnlySpan<byte> Find(string name, TensorType type, scoped ReadOnlySpan<long> shape)
    {
        var tensor = _byName.GetValueOrDefault(name);
        if (tensor is not null && tensor.Type == type && shape.SequenceEqual([.. tensor.Shape]))
            return _bytes.AsSpan(_start + (int)tensor.Start, (int)(tensor.End - tensor.Start));
        var found = tensor is null ? "has none" : $"has {tensor.Type} [{string.Join(", ", tensor.Shape)}]";
        throw new SweepException(
            $"{_path}: tensor '{name}' should be {type} [{string.Join(", ", shape.ToArray())}], but the file {found}. "
            + "It is the checkpoint of another network or another version; name one that fits.");
    }

    // The larger elements first, so that all are aligned.
    private static List<TensorSource> Ordered(IEnumerable<TensorSource> tensors)
    {
        var ordered = tensors.OrderByDescending(tensor => TensorSource.SizeOf(tensor.Type)).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        var twice = ordered.GroupBy(tensor => tensor.Name).FirstOrDefault(group => group.Count() > 1 || group.Key == SafetensorsHeader.MetadataKey);
        return twice is null ? ordered : throw new ArgumentException($"The tensor name '{twice.Key}' is taken.", nameof(tensors));
    }

    private static unsafe void WriteTo(string path, List<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata, bool flush)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var header = SafetensorsHeader.Write(tensors, metadata);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header.Span);
        foreach (var tensor in tensors)
        {
            const int most = 1 << 30;
            for (var at = 0L; at < tensor.Bytes; at += most)
                file.Write(new ReadOnlySpan<byte>((byte*)tensor.Start + at, (int)Math.Min(most, tensor.Bytes - at)));
        }

        file.Flush(flush);
    }
}
