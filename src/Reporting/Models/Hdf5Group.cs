namespace SweepCluster.Reporting.Models;

/// <summary>A group of an HDF5 file: its datasets of float32, and groups in it.</summary>
internal sealed record Hdf5Group
{
    public SortedDictionary<string, Hdf5Group> Groups { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, (float[] Elements, int[] Shape)> Datasets { get; } = new(StringComparer.Ordinal);
}
