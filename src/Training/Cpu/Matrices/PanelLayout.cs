namespace SweepCluster.Training.Cpu.Matrices;

/// <summary>The layout of a layer's weights: columns (units) in panels of 32, the last of 16 or 32, each panel row-major over its inputs.
/// Kernels read a panel from front to back, and the optimizer's moments have the same layout.</summary>
/// <param name="Rows">Number of inputs.</param>
/// <param name="Columns">Number of units.</param>
internal readonly record struct PanelLayout(int Rows, int Columns)
{
    public const int PanelWidth = 32;

    private const int Padding = 16;

    /// <summary>Number of rows with padding; padded rows and columns hold zeros.</summary>
    public int PaddedRows => Pad(Rows);

    public int PaddedColumns => Pad(Columns);

    /// <summary>Total number of floats.</summary>
    public long Length => (long)PaddedRows * PaddedColumns;

    /// <summary>Rounds up to a multiple of 16.</summary>
    public static int Pad(int count) => (count + Padding - 1) / Padding * Padding;

    /// <summary>The width of the panel that begins at <paramref name="column"/>: 32 or 16.</summary>
    public int WidthAt(int column) => Math.Min(PanelWidth, PaddedColumns - column);

    /// <summary>The offset of the panel that begins at <paramref name="column"/> (a multiple of 32).</summary>
    public long PanelStart(int column) => (long)column * PaddedRows;

    /// <summary>The offset of an element.</summary>
    public long Offset(int row, int column)
    {
        var first = column / PanelWidth * PanelWidth;
        return PanelStart(first) + ((long)row * WidthAt(first)) + (column - first);
    }
}
