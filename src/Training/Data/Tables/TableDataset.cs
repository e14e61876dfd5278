using SweepCluster.Model;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Training.Data.Tables;

/// <summary>A data set of two tables, CSV or Parquet, with one image a row; see docs/data.md.</summary>
internal static class TableDataset
{
    /// <exception cref="SweepException">A table is missing, or has an error.</exception>
    public static (ImageSet Train, ImageSet Test) Read(FileDataset dataset, CancellationToken cancellation)
    {
        var files = TableFiles.Find(dataset);
        var train = ReadTable(dataset.Kind, files.Train, cancellation);
        var test = ReadTable(dataset.Kind, files.Test, cancellation);
        if (train.Pixels != test.Pixels)
        {
            throw new SweepException($"{files.Test} has {test.Pixels:N0} columns of pixels, but {files.Train} {train.Pixels:N0}. "
                + "Training and test images must have one size, and both tables a column of labels.");
        }

        var (trainLabels, testLabels) = (train.ToLabels(), test.ToLabels());
        var classes = dataset.Classes == 0 ? trainLabels.Classes : dataset.Classes;
        trainLabels.RequireBelow(classes);
        testLabels.RequireBelow(classes);
        var images = train.ToImageSet(classes);
        try
        {
            return (images, test.ToImageSet(classes));
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    private static ImageRows ReadTable(FileDatasetKind kind, string path, CancellationToken cancellation)
    {
        var rows = kind == FileDatasetKind.Csv ? CsvTable.Read(path, cancellation) : ParquetTable.Read(path, cancellation);
        return rows.Count > 0 ? rows : throw new SweepException($"{path} holds no images. Name a table with one image a row.");
    }
}
