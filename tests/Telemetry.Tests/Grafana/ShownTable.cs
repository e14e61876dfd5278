namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A table as Grafana shows it.</summary>
/// <param name="Columns">The names over the columns, in their order.</param>
/// <param name="Rows">Texts of the cells.</param>
internal sealed record ShownTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The cells of a column.</summary>
    public IReadOnlyList<string> this[string column]
    {
        get
        {
            var index = Columns.ToList().IndexOf(column);
            return index >= 0 ? [.. Rows.Select(row => row[index])] : throw new InvalidOperationException($"no column {column} in {this}");
        }
    }

    /// <summary>The table with other texts in some cells.</summary>
    /// <param name="replace">Returns the text of a cell from its column, its row and its present text.</param>
    public ShownTable Replace(Func<string, IReadOnlyList<string>, string, string> replace) => this with
    {
        Rows = [.. Rows.Select(row => (IReadOnlyList<string>)[.. row.Select((cell, index) => replace(Columns[index], row, cell))])],
    };

    /// <summary>The table with its columns aligned.</summary>
    public override string ToString()
    {
        int[] widths = [.. Columns.Select((column, index) => Rows.Select(row => row[index].Length).Append(column.Length).Max())];
        return string.Join('\n', Rows.Prepend(Columns)
            .Select(row => string.Join("  ", row.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd()));
    }
}
