namespace SweepCluster.Training.S3;

/// <summary>The first bytes of an object.</summary>
/// <param name="Bytes">All of them where the object is not longer.</param>
/// <param name="Length">Of the whole object, in bytes.</param>
internal sealed record ObjectStart(ReadOnlyMemory<byte> Bytes, long Length);
