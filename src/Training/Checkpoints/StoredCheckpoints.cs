namespace SweepCluster.Training.Checkpoints;

/// <summary>The files of one trial, as they are stored.</summary>
/// <param name="Trial">Its number, as the text that names its folder.</param>
/// <param name="Bytes">Sum of their lengths.</param>
public sealed record StoredCheckpoints(string Trial, long Bytes);
