using System.Buffers.Binary;
using System.Text.Json;
using SweepCluster.Model;

namespace SweepCluster.Training.Checkpoints;

/// <summary>Writes files in the safetensors format (github.com/huggingface/safetensors): 8 bytes with the length of a JSON header, the
/// header, then the tensors without gaps. The same content gives the same bytes: wider types come first, then the order of
/// names; the header is padded with spaces so that every element is aligned.</summary>
internal static unsafe class SafetensorsWriter
{
    private const int Alignment = 64;
    private const int MaxPerWrite = 1 << 30;

    public static void Write(
        string path, IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata, bool durable)
    {
        var ordered = Order(tensors);
        var header = Header(ordered, metadata);
        // A unique name: two processes may write the same checkpoint, one of them too late.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = FolderAccess.CreateFile(temporary))
            {
                var file = stream.SafeFileHandle;
                RandomAccess.Write(file, header, 0);
                var offset = (long)header.Length;
                foreach (var tensor in ordered)
                {
                    for (long done = 0; done < tensor.Bytes; done += MaxPerWrite)
                        RandomAccess.Write(file, Piece(tensor, done), offset + done);
                    offset += tensor.Bytes;
                }

                if (durable)
                    RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new SweepException(
                $"The checkpoint {path} can't be written: {error.Message} Make room, or the folder writable, and resume the sweep.",
                SweepErrorKind.Environment,
                error);
        }
    }

    /// <summary>Opens the bytes that <see cref="Write"/> writes as a stream that can be read again.</summary>
    public static Stream OpenContent(IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var ordered = Order(tensors);
        return new SafetensorsStream(Header(ordered, metadata).ToArray(), ordered);
    }

    private static TensorSource[] Order(IEnumerable<TensorSource> tensors)
    {
        var ordered = tensors.ToArray();
        Array.Sort(ordered, (a, b) => a.Type == b.Type ? string.CompareOrdinal(a.Name, b.Name) : b.Type.Bytes().CompareTo(a.Type.Bytes()));
        return ordered;
    }

    /// <summary>The header: its length, the JSON and the padding.</summary>
    private static ReadOnlySpan<byte> Header(TensorSource[] ordered, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata, Checksum(ordered));
            var offset = 0L;
            foreach (var tensor in ordered)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset + tensor.Bytes]);
                json.WriteEndObject();
                offset += tensor.Bytes;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, buffer.Length - 8);
        return bytes;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata, uint checksum)
    {
        if (metadata.ContainsKey(SafetensorsFile.ChecksumKey) || metadata.ContainsKey(SafetensorsFile.MetadataChecksumKey))
            throw new ArgumentException(
                $"The keys {SafetensorsFile.ChecksumKey} and {SafetensorsFile.MetadataChecksumKey} are the file's own.", nameof(metadata));
        json.WriteStartObject(SafetensorsFile.MetadataKey);
        json.WriteString(SafetensorsFile.ChecksumKey, $"{checksum:x8}");
        json.WriteString(SafetensorsFile.MetadataChecksumKey, SafetensorsFile.MetadataChecksum(metadata));
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static uint Checksum(TensorSource[] ordered)
    {
        var crc = new Crc32C();
        foreach (var tensor in ordered)
        {
            for (long done = 0; done < tensor.Bytes; done += MaxPerWrite)
                crc.Append(Piece(tensor, done));
        }

        return crc.Value;
    }

    private static ReadOnlySpan<byte> Piece(in TensorSource tensor, long from) =>
        new(tensor.Elements + from, (int)Math.Min(MaxPerWrite, tensor.Bytes - from));

    // A second failure is dropped, because the first one is reported.
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
