namespace SweepCluster.Training.Checkpoints;

/// <summary>A tensor about to be written, by a pointer to its row-major, little-endian elements. The memory must stay where it is
/// until it is written: native, or pinned.</summary>
public readonly unsafe struct TensorSource
{
    private TensorSource(string name, TensorType type, void* elements, params ReadOnlySpan<long> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var bytes = (long)type.Bytes();
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            bytes = checked(bytes * size);
        }

        (Name, Type, Bytes, Shape) = (name, type, bytes, shape.ToArray());
        Elements = (byte*)elements;
    }

    public static TensorSource Floats(string name, float* elements, params ReadOnlySpan<long> shape) =>
        new(name, TensorType.F32, elements, shape);

    public static TensorSource Longs(string name, long* elements, params ReadOnlySpan<long> shape) =>
        new(name, TensorType.I64, elements, shape);

    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>Sizes, outermost first; empty: one element.</summary>
    public IReadOnlyList<long> Shape { get; }

    internal byte* Elements { get; }

    internal long Bytes { get; }
}
