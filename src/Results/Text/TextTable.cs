using System.Text;

namespace SweepCluster.Results.Text;

/// <summary>Columns of text that fit a width: columns that may shrink do so first, then columns are left out.</summary>
public sealed class TextTable(params TextColumn[] columns)
{
    private const string Gap = "  ";
    private const string Ellipsis = "…";

    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Adds a row. Each cell is one line, and is escaped before it is measured.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"A row of {cells.Length} cells doesn't fit {columns.Length} columns.", nameof(cells));
        _rows.Add([.. cells.Select(TerminalText.Line)]);
    }

    /// <summary>The lines of a table of rows; see the other <see cref="Lines(int)"/>.</summary>
    public static IReadOnlyList<string> Lines<TRow>(IReadOnlyCollection<ResultColumn<TRow>> columns, IEnumerable<TRow> rows, int width)
    {
        var table = new TextTable([.. columns.Select(column => column.Layout)]);
        foreach (var row in rows)
            table.Add([.. columns.Select(column => column.TerminalCell(row))]);
        return table.Lines(width);
    }

    /// <summary>The header and the rows, without trailing blanks.</summary>
    /// <param name="width">Width in characters; no line is longer, as long as the columns that are never dropped fit.</param>
    public IReadOnlyList<string> Lines(int width = int.MaxValue)
    {
        var shown = Enumerable.Range(0, columns.Length).ToList();
        var widths = columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Header.Length).Max()).ToArray();
        while (Total(shown, widths) - shown.Sum(index => Give(index, widths)) > width
            && shown.Where(index => columns[index].DropOrder > 0).ToArray() is { Length: > 0 } droppable)
        {
            shown.Remove(droppable.MinBy(index => columns[index].DropOrder));
        }

        Shrink(shown, widths, Total(shown, widths) - width);
        return [Line(shown, widths, [.. columns.Select(column => column.Header)]), .. _rows.Select(row => Line(shown, widths, row))];
    }

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    public static string Cut(string text, int width) =>
        text.Length <= width ? text : width < 1 ? "" : string.Concat(text.AsSpan(0, width - 1).TrimEnd(), Ellipsis);

    private static int Total(List<int> shown, int[] widths) => shown.Sum(index => widths[index]) + (Gap.Length * (shown.Count - 1));

    private int Give(int index, int[] widths) => columns[index].ShrinksTo is { } least ? Math.Max(0, widths[index] - least) : 0;

    private void Shrink(List<int> shown, int[] widths, int excess)
    {
        foreach (var index in shown)
        {
            var cut = Math.Clamp(excess, 0, Give(index, widths));
            widths[index] -= cut;
            excess -= cut;
        }
    }

    private string Line(List<int> shown, int[] widths, string[] cells)
    {
        var line = new StringBuilder();
        foreach (var index in shown)
        {
            if (index != shown[0])
                line.Append(Gap);
            var cell = Cut(cells[index], widths[index]);
            line.Append(columns[index].Right ? cell.PadLeft(widths[index]) : cell.PadRight(widths[index]));
        }

        return line.ToString().TrimEnd();
    }
}
