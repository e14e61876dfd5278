using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Checkpoints;

/// <summary>A file in the safetensors format, read whole into memory and checked. Files of this program carry a CRC-32C of their tensors in
/// their metadata; files of other programs may lack it.</summary>
public sealed class SafetensorsFile
{
    internal const string MetadataKey = "__metadata__";
    internal const string ChecksumKey = "crc32c";
    internal const string MetadataChecksumKey = "metadata_crc32c";

    // The same limit as in the reference implementation.
    private const long MaxHeaderBytes = 100_000_000;

    private const int PrefixBytes = 8;

    private readonly Dictionary<string, TensorEntry> _tensors;
    private readonly ReadOnlyMemory<byte> _elements;

    private SafetensorsFile(string path, SafetensorsHeader header, ReadOnlyMemory<byte> elements)
    {
        (Path, Metadata, Tensors) = (path, header.Metadata, header.Tensors);
        _elements = elements;
        _tensors = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The place of the file for messages: a path, or the URL of an object.</summary>
    public string Path { get; }

    /// <summary>The metadata: free text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, in the order of the file.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>Writes a temporary file beside <paramref name="path"/> and renames it, so that there is the old file or the new one, never
    /// a part of one, even if this process ends meanwhile.</summary>
    /// <param name="durable">Whether to wait until the file is on the disk: needed to survive a power cut, and slow. Without it a power cut
    /// can leave a file that <see cref="Read"/> refuses.</param>
    /// <exception cref="SweepException">The disk is full or the folder can't be written.</exception>
    public static void Write(
        string path, IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata, bool durable = true) =>
        SafetensorsWriter.Write(path, tensors, metadata, durable);

    /// <exception cref="SweepException">The file is torn, truncated or of another kind, or can't be read.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            using var file = Open(path);
            var (header, start, dataBytes) = ReadHeader(file);
            if (dataBytes > Array.MaxLength)
                throw new FormatException($"{dataBytes:N0} bytes of tensors are more than the {Array.MaxLength:N0} that can be read");
            var elements = GC.AllocateUninitializedArray<byte>((int)dataBytes);
            ReadAll(file, elements, start);
            return Create(path, header, elements);
        }
        catch (FormatException error)
        {
            throw NotWhole(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    /// <summary>Parses a whole file that is in memory.</summary>
    /// <param name="file">Its bytes, which must not change afterwards.</param>
    /// <param name="place">The place of the file for messages.</param>
    /// <exception cref="SweepException">The file is torn, truncated or of another kind.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> file, string place)
    {
        try
        {
            var end = HeaderEnd(file.Span, file.Length);
            return Create(place, ParseHeader(file[PrefixBytes..(int)end], file.Length - end), file[(int)end..]);
        }
        catch (FormatException error)
        {
            throw NotWhole(place, error);
        }
    }

    /// <summary>Parses the metadata of a file of which only the beginning is in memory.</summary>
    /// <param name="beginning">Its first bytes.</param>
    /// <param name="length">Length of the whole file in bytes.</param>
    /// <param name="headerEnd">Length in bytes of the beginning that is needed; 0: the file is damaged.</param>
    /// <returns>Null: the beginning is too short, or the file is damaged.</returns>
    public static IReadOnlyDictionary<string, string>? ParseMetadata(ReadOnlyMemory<byte> beginning, long length, out long headerEnd)
    {
        headerEnd = 0;
        try
        {
            var end = HeaderEnd(beginning.Span, length);
            if (end > beginning.Length)
            {
                headerEnd = end;
                return null;
            }

            var metadata = ParseHeader(beginning[PrefixBytes..(int)end], length - end).Metadata;
            headerEnd = end;
            return metadata;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Opens the bytes that <see cref="Write"/> writes as a stream that can be read again.</summary>
    /// <param name="tensors">Tensors whose memory must stay where it is until the stream is disposed.</param>
    public static Stream OpenContent(IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata) =>
        SafetensorsWriter.OpenContent(tensors, metadata);

    /// <summary>Reads only the header; null if there is no such file, or it is damaged.</summary>
    /// <exception cref="SweepException">The file can't be read (Environment).</exception>
    internal static IReadOnlyDictionary<string, string>? ReadMetadata(string path)
    {
        try
        {
            using var file = Open(path);
            return ReadHeader(file).Header.Metadata;
        }
        catch (Exception error) when (error is FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    /// <summary>CRC-32C over keys and values, in the order of the keys, each ended by a NUL.</summary>
    internal static string MetadataChecksum(IReadOnlyDictionary<string, string> metadata)
    {
        var crc = new Crc32C();
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key is not (ChecksumKey or MetadataChecksumKey))
                crc.Append(Encoding.UTF8.GetBytes($"{key}\0{value}\0"));
        }

        return $"{crc.Value:x8}";
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The elements of an F32 tensor, row-major.</summary>
    /// <param name="shape">The shape that the caller expects.</param>
    /// <exception cref="SweepException">There is no such tensor, or it has another type or shape.</exception>
    public ReadOnlySpan<float> Floats(string name, params ReadOnlySpan<long> shape) =>
        MemoryMarshal.Cast<byte, float>(Elements(Find(name, TensorType.F32, shape)));

    /// <summary>The elements of an I64 tensor, row-major.</summary>
    /// <exception cref="SweepException">There is no such tensor, or it has another type or shape.</exception>
    public ReadOnlySpan<long> Longs(string name, params ReadOnlySpan<long> shape) =>
        MemoryMarshal.Cast<byte, long>(Elements(Find(name, TensorType.I64, shape)));

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path) => File.Exists(path) && RegularFile.Length(path) == 0
        ? throw new FormatException("it is empty, or it is a pipe or a device")
        : File.OpenHandle(path);

    private static (SafetensorsHeader Header, long Start, long DataBytes) ReadHeader(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        var end = HeaderEnd(prefix[..RandomAccess.Read(file, prefix, 0)], length);
        var json = new byte[end - PrefixBytes];
        ReadAll(file, json, PrefixBytes);
        return (ParseHeader(json, length - end), end, length - end);
    }

    // The first byte of the tensors.
    private static long HeaderEnd(ReadOnlySpan<byte> beginning, long length)
    {
        if (beginning.Length < PrefixBytes)
            throw new FormatException($"it is only {length:N0} bytes long");
        var headerBytes = BinaryPrimitives.ReadInt64LittleEndian(beginning);
        return headerBytes is < 2 or > MaxHeaderBytes || headerBytes > length - PrefixBytes
            ? throw new FormatException("it doesn't begin with the length of a header")
            : PrefixBytes + headerBytes;
    }

    private static SafetensorsHeader ParseHeader(ReadOnlyMemory<byte> json, long dataBytes)
    {
        var header = SafetensorsHeader.Parse(json, dataBytes);
        if (header.Metadata.TryGetValue(MetadataChecksumKey, out var sum) && MetadataChecksum(header.Metadata) is var found && found != sum)
            throw new FormatException($"the checksum of its metadata is {found}, not {sum}");
        return header;
    }

    private static SafetensorsFile Create(string place, SafetensorsHeader header, ReadOnlyMemory<byte> elements)
    {
        var crc = new Crc32C();
        crc.Append(elements.Span);
        if (header.Metadata.TryGetValue(ChecksumKey, out var sum) && sum != $"{crc.Value:x8}")
            throw new FormatException($"the checksum of its tensors is {crc.Value:x8}, not {sum}");
        return new(place, header, elements);
    }

    private static SweepException NotWhole(string place, FormatException error) => new(
        $"{place} is not a whole safetensors file: {error.Message}. It is damaged, or it was written by another program.", inner: error);

    private ReadOnlySpan<byte> Elements(TensorEntry tensor) => _elements.Span.Slice((int)tensor.Offset, (int)tensor.Bytes);

    private static void ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
                throw new FormatException("it became shorter while it was read");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private TensorEntry Find(string name, TensorType type, ReadOnlySpan<long> shape)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new SweepException($"{Path} holds no tensor '{name}': it was written by another program or for another network.");
        if (tensor.Type == type && shape.SequenceEqual([.. tensor.Shape]))
            return tensor;
        throw new SweepException(
            $"{Path}: tensor '{name}' is {tensor.Type} [{string.Join(", ", tensor.Shape)}], "
            + $"but {type} [{string.Join(", ", shape.ToArray())}] is needed: "
            + "it was written for another network.");
    }
}
