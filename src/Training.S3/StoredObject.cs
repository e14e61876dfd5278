namespace SweepCluster.Training.S3;

/// <summary>An object of a bucket, as a list of the bucket shows it.</summary>
/// <param name="Bytes">Length in bytes.</param>
internal sealed record StoredObject(string Key, long Bytes);
