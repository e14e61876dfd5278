// Makes the small Parquet tables that the reader is tested against, with ParquetSharp (Apache Arrow's C++ implementation).
//
//     #:package ParquetSharp@25.0.1.2
//
// It is not compiled with the tests: copy it out of the repository, put the line above at its top, and run
// `dotnet run make_parquet.cs FOLDER`.
//
// mnist_train.parquet  6 rows in two row groups, Snappy: label (int32, required), then 12 pixels (uint8, required)
// mnist_test.parquet   3 rows, Zstandard: 12 pixels (int64, optional), then label (int64, optional), as pandas writes them
// Pixel p of image i is 10 i + p, and its label is i mod 3.
using ParquetSharp;

var folder = args[0];
var pixels = Enumerable.Range(0, 12).ToArray();

Column[] train = [new Column<int>("label"), .. pixels.Select(pixel => new Column<byte>($"pixel{pixel}"))];
using (var writer = new ParquetFileWriter(Path.Combine(folder, "mnist_train.parquet"), train, Compression.Snappy))
{
    foreach (var first in (int[])[0, 3])
    {
        using var group = writer.AppendRowGroup();
        using (var column = group.NextColumn().LogicalWriter<int>())
            column.WriteBatch([.. Enumerable.Range(first, 3).Select(image => image % 3)]);
        foreach (var pixel in pixels)
        {
            using var column = group.NextColumn().LogicalWriter<byte>();
            column.WriteBatch([.. Enumerable.Range(first, 3).Select(image => (byte)((10 * image) + pixel))]);
        }
    }

    writer.Close();
}

Column[] test = [.. pixels.Select(pixel => new Column<long?>($"pixel{pixel}")), new Column<long?>("Label")];
using (var writer = new ParquetFileWriter(Path.Combine(folder, "mnist_test.parquet"), test, Compression.Zstd))
{
    using var group = writer.AppendRowGroup();
    foreach (var pixel in pixels)
    {
        using var column = group.NextColumn().LogicalWriter<long?>();
        column.WriteBatch([.. Enumerable.Range(0, 3).Select(image => (long?)((10 * image) + pixel))]);
    }

    using (var column = group.NextColumn().LogicalWriter<long?>())
        column.WriteBatch([0, 1, 2]);
    writer.Close();
}
