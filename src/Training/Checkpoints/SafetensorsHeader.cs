using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SweepCluster.Training.Checkpoints;

/// <summary>The JSON at the start of a safetensors file: metadata, then each tensor's type, shape and place.</summary>
internal static class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The format's own bound.</summary>
    public const int MostBytes = 100_000_000;

    // Eight bytes of length and the header together: tensors start on a cache line.
    private const int Alignment = 64;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The header, padded with spaces, for tensors in this order; metadata is written in ordinal order of its keys.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var start = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [start, checked(start + tensor.Bytes)]);
                json.WriteEndObject();
                start += tensor.Bytes;
            }

            json.WriteEndObject();
        }

        var padding = (Alignment - ((sizeof(long) + bytes.WrittenCount) % Alignment)) % Alignment;
        bytes.GetSpan(padding)[..padding].Fill((byte)' ');
        bytes.Advance(padding);
        return bytes.WrittenMemory;
    }

    /// <summary>Metadata and tensors in the order of their data.</summary>
    /// <param name="room">Bytes after the header, all of which tensors must cover.</param>
    /// <exception cref="FormatException">What is wrong, as the end of a sentence.</exception>
    public static (Dictionary<string, string> Metadata, List<TensorEntry> Tensors) Read(ReadOnlyMemory<byte> header, long room)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            var tensors = new List<TensorEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in Object(json.RootElement, "its header"))
            {
                if (!names.Add(property.Name))
                    throw new FormatException($"has two entries '{property.Name}'");
                if (property.Name != MetadataKey)
                {
                    tensors.Add(ReadTensor(property));
                    continue;
                }

                foreach (var pair in Object(property.Value, MetadataKey))
                    metadata[pair.Name] = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : throw new FormatException($"has metadata '{pair.Name}' that is not text");
            }

            tensors.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
            RequireCovered(tensors, room);
            return (metadata, tensors);
        }
        catch (JsonException error)
        {
            throw new FormatException("has a header that is not JSON", error);
        }
        catch (InvalidOperationException error)
        {
            // Text that is not UTF-8 inside well-formed JSON.
            throw new FormatException("has a header that is not UTF-8", error);
        }
    }

    private static TensorEntry ReadTensor(JsonProperty property)
    {
        var type = Member(property, "dtype").GetString() switch
        {
            nameof(TensorType.F32) => TensorType.F32,
            nameof(TensorType.I64) => TensorType.I64,
            var other => throw new FormatException($"holds '{property.Name}' of type {other}; only F32 and I64 can be read"),
        };
        var shape = Numbers(Member(property, "shape"), property.Name);
        if (Numbers(Member(property, "data_offsets"), property.Name) is not [var start, var end] || end < start)
            throw new FormatException($"gives '{property.Name}' no start and end");
        Int128 bytes = TensorSource.SizeOf(type);
        foreach (var size in shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue)
                throw new FormatException($"gives '{property.Name}' an impossible shape");
        }

        return bytes == end - start
            ? new(property.Name, type, shape, start, end)
            : throw new FormatException($"gives '{property.Name}' {end - start:N0} bytes, but its shape needs {bytes:N0}");
    }

    private static void RequireCovered(List<TensorEntry> tensors, long room)
    {
        var end = 0L;
        foreach (var tensor in tensors)
        {
            if (tensor.Start != end)
                throw new FormatException($"has a gap or an overlap before '{tensor.Name}'");
            end = tensor.End;
        }

        if (end != room)
            throw new FormatException(end > room ? $"is truncated: {end - room:N0} bytes are missing" : $"goes on for {room - end:N0} bytes after its last tensor");
    }

    private static JsonElement.ObjectEnumerator Object(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : throw new FormatException($"has {what} in a form that is not an object");

    private static JsonElement Member(JsonProperty property, string key)
    {
        if (property.Value.ValueKind != JsonValueKind.Object || !property.Value.TryGetProperty(key, out var member))
            throw new FormatException($"gives '{property.Name}' no {key}");
        var expected = key == "dtype" ? JsonValueKind.String : JsonValueKind.Array;
        return member.ValueKind == expected ? member : throw new FormatException($"gives '{property.Name}' a {key} that makes no sense");
    }

    private static long[] Numbers(JsonElement array, string name)
    {
        var numbers = new long[array.GetArrayLength()];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                throw new FormatException($"gives '{name}' a size or place that is no whole number from 0");
        }

        return numbers;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(key);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
