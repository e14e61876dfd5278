using System.Text.Json;

namespace SweepCluster.Reporting.Exports;

/// <summary>Turns the JSON objects of a table into cells, so that both forms always agree. A member that is an object becomes a column per
/// member of its own, named <c>settings.width</c>.</summary>
public sealed class CsvColumns
{
    private const string Settings = "settings";
    private readonly (string Field, string? Member)[] _columns;

    /// <param name="sample">A row of the table.</param>
    /// <param name="settings">The members that rows may have in <c>settings</c>, in the order of their columns.</param>
    public CsvColumns(string sample, IReadOnlyList<string> settings)
    {
        using var document = JsonDocument.Parse(sample);
        _columns = [.. document.RootElement.EnumerateObject().SelectMany(field => Split(field, settings))];
    }

    public IEnumerable<string> Names => _columns.Select(column => column.Member is null ? column.Field : $"{column.Field}.{column.Member}");

    /// <summary>One cell per name; empty for null and for members that the row doesn't have.</summary>
    public string[] Cells(string row)
    {
        using var document = JsonDocument.Parse(row);
        return [.. _columns.Select(column => Cell(document.RootElement, column.Field, column.Member))];
    }

    private static IEnumerable<(string Field, string? Member)> Split(JsonProperty field, IReadOnlyList<string> settings)
    {
        if (field.NameEquals(Settings))
            return settings.Select(setting => (Settings, (string?)setting));
        return field.Value.ValueKind == JsonValueKind.Object
            ? [.. field.Value.EnumerateObject().Select(member => (field.Name, (string?)member.Name))]
            : [(field.Name, null)];
    }

    private static string Cell(JsonElement row, string field, string? member)
    {
        var value = row.GetProperty(field);
        if (member is not null && !value.TryGetProperty(member, out value))
            return "";
        return value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };
    }
}
