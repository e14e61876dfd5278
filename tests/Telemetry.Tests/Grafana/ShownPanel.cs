namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A panel as Grafana shows it.</summary>
/// <param name="Tables">The tables of a table panel.</param>
/// <param name="Values">The figures of a stat, a gauge or a bar gauge.</param>
/// <param name="Series">The lines of a time series.</param>
internal sealed record ShownPanel(
    IReadOnlyList<ShownTable> Tables, IReadOnlyList<ShownValue> Values, IReadOnlyList<ShownSeries> Series);

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

    /// <summary>The table with its columns aligned.</summary>
    public override string ToString()
    {
        int[] widths = [.. Columns.Select((column, index) => Rows.Select(row => row[index].Length).Append(column.Length).Max())];
        return string.Join('\n', Rows.Prepend(Columns)
            .Select(row => string.Join("  ", row.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd()));
    }
}

internal sealed record ShownValue(string Title, string Text);

/// <param name="Last">The text of the last value.</param>
internal sealed record ShownSeries(string Name, string Last);
