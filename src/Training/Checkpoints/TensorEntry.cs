namespace SweepCluster.Training.Checkpoints;

/// <summary>A tensor as a file describes it.</summary>
/// <param name="Shape">Slowest dimension first; empty for a single number.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last.</param>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, long Start, long End)
{
    /// <summary>Elements.</summary>
    public long Count => (End - Start) / TensorSource.SizeOf(Type);
}
