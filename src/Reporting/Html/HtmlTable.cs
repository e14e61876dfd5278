using SweepCluster.Results.Text;

namespace SweepCluster.Reporting.Html;

/// <summary>Writes the tables of reports. Each scrolls within a box of its own, which the keyboard can reach.</summary>
public static class HtmlTable
{
    /// <param name="label">A description of the table, for screen readers.</param>
    public static void Write(HtmlPage page, string label, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<TableCell>> rows)
    {
        page.Add($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\"><table><thead><tr>");
        foreach (var column in columns)
            page.Add($"<th scope=\"col\"{Numeric(column)}>{column.Header}{column.Extra}</th>");
        page.Add($"</tr></thead><tbody>");
        foreach (var row in rows)
        {
            page.Add($"<tr>");
            for (var i = 0; i < columns.Count; i++)
                page.Add($"<td{Numeric(columns[i])}>{row[i].Content}</td>");
            page.Add($"</tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    /// <summary>Writes a table that users unfold; it is open from the start if there is no chart with the same figures.</summary>
    public static void WriteFolded(
        HtmlPage page, bool open, string label, IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<TableCell>> rows)
    {
        page.Add($"<details{Markup.If(open, " open")}><summary>{label}</summary>");
        Write(page, label, columns, rows);
        page.Add($"</details>");
    }

    /// <summary>Writes a folded table of results.</summary>
    public static void WriteFoldedResults<TRow>(
        HtmlPage page, bool open, string label, IReadOnlyCollection<ResultColumn<TRow>> columns, IEnumerable<TRow> rows) => WriteFolded(
        page, open, label, [.. columns.Select(column => new TableColumn(column.Header, column.IsNumeric))],
        rows.Select(row => (IReadOnlyList<TableCell>)[.. columns.Select(column => column.Text(row))]));

    private static Markup Numeric(TableColumn column) => Markup.If(column.IsNumeric, " class=\"n\"");
}

/// <param name="Extra">Markup after the header.</param>
public readonly record struct TableColumn(string Header, bool IsNumeric = false, Markup Extra = default);

/// <summary>Text, or markup that was created for the cell.</summary>
public readonly record struct TableCell(Markup Content)
{
    public static implicit operator TableCell(string? text) => new(new Markup(HtmlPage.Escape(text)));

    public static implicit operator TableCell(Markup markup) => new(markup);
}
