using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Data.Npz;
using SweepCluster.Training.Data.Tables;

namespace SweepCluster.Training.Data.Library;

/// <summary>Reads data sets of the user's own files; see docs/data.md.</summary>
internal static class FileDatasetReader
{
    /// <exception cref="SweepException">A file is missing, or has an error.</exception>
    public static (ImageSet Train, ImageSet Test) Read(FileDataset dataset, CancellationToken cancellation)
    {
        try
        {
            return dataset.Kind switch
            {
                FileDatasetKind.Idx => IdxFolder.FindIn(dataset.Path).Read(dataset.Classes, cancellation),
                FileDatasetKind.Npz => NpzDataset.Read(dataset.Path, dataset.Classes, cancellation),
                FileDatasetKind.Csv or FileDatasetKind.Parquet => TableDataset.Read(dataset, cancellation),
                _ => throw new InvalidOperationException($"No data set is of the kind {dataset.Kind}."),
            };
        }
        catch (OutOfMemoryException error)
        {
            throw new SweepException(
                $"The memory is too small for the data set {dataset}. Use fewer images, or a machine with more memory.",
                SweepErrorKind.Environment,
                error);
        }
    }
}
