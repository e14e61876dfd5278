namespace SweepCluster.Training.S3;

/// <summary>The first bytes of an object.</summary>
/// <param name="Bytes">The whole object where it is not longer than what was requested.</param>
/// <param name="Length">Length of the whole object in bytes.</param>
internal sealed record ObjectStart(ReadOnlyMemory<byte> Bytes, long Length);
