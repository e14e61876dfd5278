namespace SweepCluster.Training.Data.Library;

/// <summary>What is known of a data set by its name, for people.</summary>
/// <param name="Folder">Where its files lie; null: nowhere, or it needs none.</param>
/// <param name="Detail">What is wrong or missing; empty when there is nothing to say.</param>
public sealed record DatasetListing(
    string Name,
    string Title,
    int TrainImages,
    int TestImages,
    DatasetState State,
    string? Folder,
    string Detail);

public enum DatasetState
{
    /// <summary>Made by our own code; needs no files.</summary>
    Generated,

    /// <summary>All files are there and have the published sums.</summary>
    Verified,

    /// <summary>Not on this machine, or not all of it; fetched on first use.</summary>
    Absent,

    /// <summary>A file is not as published.</summary>
    Damaged,
}
