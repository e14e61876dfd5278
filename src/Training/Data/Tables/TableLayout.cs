using SweepCluster.Model;

namespace SweepCluster.Training.Data.Tables;

/// <summary>The columns of a table: one holds the label, the others the pixels in their order.</summary>
/// <param name="Columns">Number of all columns, including the label's.</param>
/// <param name="Label">The index of the label's column.</param>
internal sealed record TableLayout(int Columns, int Label)
{
    private const int MaxColumns = 1 << 20;

    public int Pixels => Columns - 1;

    /// <param name="names">The names of the columns; null if the table has no header, and its first column holds the label.</param>
    /// <exception cref="SweepException">There is no column of labels, or none of pixels.</exception>
    public static TableLayout FromNames(string[]? names, int columns, string path)
    {
        if (columns > MaxColumns)
            throw new SweepException(
                $"{path} has {columns:N0} columns, more than the {MaxColumns:N0} that are possible. Name a table with one image a row.");
        if (columns < 2)
            throw new SweepException(
                $"{path} has {columns} column, but a label and at least one pixel are needed. Name a table with one image a row.");
        var unnamed = names is null ? -1 : Array.FindIndex(names, string.IsNullOrWhiteSpace);
        if (unnamed >= 0)
            throw new SweepException($"{path}: column {unnamed + 1} has no name; it may be an index. "
                + "Write the table without it, for example with to_csv(FILE, index=False).");
        var label = names is null ? 0 : Array.FindIndex(names, name => IsLabel(name));
        if (label < 0 && names![0].Contains("pixel", StringComparison.OrdinalIgnoreCase))
            throw new SweepException($"{path} has no column 'label', and its first column is '{names[0]}'. Name a table with labels.");
        return new(columns, Math.Max(0, label));
    }

    public static bool IsLabel(ReadOnlySpan<char> name) => name.Trim().Equals("label", StringComparison.OrdinalIgnoreCase);

    /// <summary>The index of a column among the pixels of an image.</summary>
    public int PixelOf(int column) => column < Label ? column : column - 1;
}
