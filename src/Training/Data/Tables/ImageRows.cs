using SweepCluster.Model;

namespace SweepCluster.Training.Data.Tables;

/// <summary>Images and labels of a table, in blocks that grow as rows are read.</summary>
/// <param name="pixels">Number of pixels of one image.</param>
internal sealed class ImageRows(string source, int pixels)
{
    private const int BytesPerBlock = 1 << 20;

    private readonly int _rowsPerBlock = Math.Max(1, BytesPerBlock / pixels);
    private readonly List<byte[]> _blocks = [];
    private readonly List<byte> _labels = [];

    public int Count => _labels.Count;

    public int Pixels => pixels;

    /// <summary>The pixels of a new image, which the caller fills.</summary>
    public Span<byte> Add(byte label)
    {
        if (Count % _rowsPerBlock == 0)
        {
            RequireMemory(Count + _rowsPerBlock);
            _blocks.Add(new byte[_rowsPerBlock * pixels]);
        }

        _labels.Add(label);
        return Image(Count - 1);
    }

    /// <summary>The pixels of an image that was added.</summary>
    public Span<byte> Image(int index) => _blocks[index / _rowsPerBlock].AsSpan(index % _rowsPerBlock * pixels, pixels);

    /// <summary>Checks that there is memory for a number of rows, and for the images made of them.</summary>
    /// <exception cref="SweepException">There is not enough memory (Environment).</exception>
    public void RequireMemory(long rows) => DatasetMemory.Require($"The table {source}", rows * (pixels + 1) * 2);

    public LabelColumn ToLabels() => new(source, [.. _labels]);

    public ImageSet ToImageSet(int classes)
    {
        var shape = ImageShape.FromPixels(pixels);
        var set = new ImageSet(Count, shape.Rows, shape.Columns, classes);
        for (var block = 0; block < _blocks.Count; block++)
        {
            var rows = Math.Min(_rowsPerBlock, Count - (block * _rowsPerBlock));
            _blocks[block].AsSpan(0, rows * pixels).CopyTo(set.ImageRange(block * _rowsPerBlock, rows));
        }

        _labels.CopyTo(set.AllLabels);
        return set;
    }
}
