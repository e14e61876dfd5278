namespace SweepCluster.Training.Checkpoints;

/// <summary>A tensor of a file that was read.</summary>
/// <param name="Shape">Sizes, outermost first; empty: one element.</param>
/// <param name="Offset">Position of its first byte, counted from the end of the header.</param>
/// <param name="Bytes">Its length in bytes.</param>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long Bytes);
