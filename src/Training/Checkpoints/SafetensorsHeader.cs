using System.Text.Json;

namespace SweepCluster.Training.Checkpoints;

/// <summary>The JSON header of a safetensors file, checked against all requirements of the format.</summary>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorEntry> Tensors)
{
    /// <param name="json">The header in UTF-8.</param>
    /// <param name="dataBytes">Number of bytes in the file after the header.</param>
    /// <exception cref="FormatException">The header is not valid; the message says why.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataBytes)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, dataBytes);
        }
        catch (JsonException error)
        {
            throw new FormatException("its header is not JSON", error);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("its header is not UTF-8", error);
        }
    }

    private static SafetensorsHeader Read(JsonElement root, long dataBytes)
    {
        Require(root.ValueKind == JsonValueKind.Object, "its header is not a JSON object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            Require(names.Add(property.Name), $"its header has '{property.Name}' twice");
            if (property.Name == SafetensorsFile.MetadataKey)
                ReadMetadata(property.Value, metadata);
            else
                tensors.Add(ReadTensor(property.Name, property.Value));
        }

        tensors.Sort((a, b) => a.Offset == b.Offset ? a.Bytes.CompareTo(b.Bytes) : a.Offset.CompareTo(b.Offset));
        var end = 0L;
        foreach (var tensor in tensors)
        {
            Require(tensor.Offset == end, $"there is a gap or an overlap before tensor '{tensor.Name}'");
            end += tensor.Bytes;
        }

        Require(end == dataBytes, $"its tensors are {end:N0} bytes, but {dataBytes:N0} bytes follow the header");
        return new(metadata, tensors);
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        Require(value.ValueKind == JsonValueKind.Object, "its metadata is not a JSON object");
        foreach (var property in value.EnumerateObject())
        {
            Require(property.Value.ValueKind == JsonValueKind.String, $"its metadata '{property.Name}' is not text");
            Require(metadata.TryAdd(property.Name, property.Value.GetString()!), $"its metadata has '{property.Name}' twice");
        }
    }

    private static TensorEntry ReadTensor(string name, JsonElement value)
    {
        Require(
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty("dtype", out var dtype)
            && dtype.ValueKind == JsonValueKind.String,
            $"tensor '{name}' has no element type");
        var typeName = value.GetProperty("dtype").GetString()!;
        Require(Enum.GetNames<TensorType>().Contains(typeName), $"tensor '{name}' has elements of type {typeName}; F32 and I64 are valid");
        var type = Enum.Parse<TensorType>(typeName);
        var shape = Numbers(value, "shape", name);
        var offsets = Numbers(value, "data_offsets", name);
        Require(offsets.Length == 2 && offsets[0] <= offsets[1], $"tensor '{name}' has no valid offsets");
        Require(
            Size(type, shape) == offsets[1] - offsets[0],
            $"the shape of tensor '{name}' doesn't match its {offsets[1] - offsets[0]:N0} bytes");
        return new(name, type, shape, offsets[0], offsets[1] - offsets[0]);
    }

    private static long[] Numbers(JsonElement tensor, string property, string name)
    {
        Require(
            tensor.TryGetProperty(property, out var array) && array.ValueKind == JsonValueKind.Array, $"tensor '{name}' has no {property}");
        return [.. array.EnumerateArray().Select(element =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
                ? number
                : throw new FormatException($"{property} of tensor '{name}' is not a list of whole numbers"))];
    }

    /// <summary>The size in bytes; null if it is beyond all limits.</summary>
    private static long? Size(TensorType type, long[] shape)
    {
        if (shape.Contains(0))
            return 0;
        var bytes = (Int128)type.Bytes();
        foreach (var size in shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue)
                return null;
        }

        return (long)bytes;
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new FormatException(problem);
    }
}
