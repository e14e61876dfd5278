namespace SweepCluster.Training.Checkpoints;

/// <summary>A tensor to write: row-major and without gaps, in memory that stays the caller's and must not move until it is written.</summary>
public readonly unsafe struct TensorSource
{
    private TensorSource(string name, TensorType type, void* start, long[] shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        (Name, Type, Shape, Bytes) = (name, type, shape, checked(count * SizeOf(type)));
        Start = start;
    }

    /// <summary>Unique in its file.</summary>
    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>Slowest dimension first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>First element.</summary>
    public void* Start { get; }

    public long Bytes { get; }

    public static TensorSource Floats(string name, float* start, params long[] shape) => new(name, TensorType.F32, start, shape);

    public static TensorSource Integers(string name, long* start, params long[] shape) => new(name, TensorType.I64, start, shape);

    internal static int SizeOf(TensorType type) => type == TensorType.F32 ? sizeof(float) : sizeof(long);
}
