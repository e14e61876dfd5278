using System.Text.Json;

namespace SweepCluster.Reporting.Exports;

/// <summary>Turns the JSON objects of a table into cells, so that both forms always agree. A member that is an object becomes a column per
/// member of its own, named <c>settings.width</c>.</summary>
public sealed class CsvColumns
{
    private readonly IReadOnlyList<ExportColumn> _columns;

    /// <param name="sample">A row of the table.</param>
    /// <param name="settings">The members that rows may have in <c>settings</c>, in the order of their columns.</param>
    public CsvColumns(string sample, IReadOnlyList<string> settings)
    {
        using var document = JsonDocument.Parse(sample);
        _columns = ExportColumn.List(document.RootElement, settings);
    }

    public IEnumerable<string> Names => _columns.Select(column => column.Name);

    /// <summary>One cell per name; empty for null and for members that the row doesn't have.</summary>
    public string[] Cells(string row)
    {
        using var document = JsonDocument.Parse(row);
        return [.. _columns.Select(column => Cell(column.Find(document.RootElement)))];
    }

    private static string Cell(JsonElement? found) => found switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } value => value.GetRawText(),
    };
}
