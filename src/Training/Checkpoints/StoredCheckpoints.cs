namespace SweepCluster.Training.Checkpoints;

/// <summary>The stored files of one trial.</summary>
/// <param name="Trial">The trial's number, as the text that names its folder.</param>
/// <param name="Bytes">Sum of the lengths of the files, in bytes.</param>
public sealed record StoredCheckpoints(string Trial, long Bytes);
