using System.Text.Json;

namespace SweepCluster.Reporting.Exports;

/// <summary>A column of an exported table: a field of the rows' JSON objects, or a member of a field that is an object.</summary>
/// <param name="Member">The member; null: the field itself.</param>
public readonly record struct ExportColumn(string Field, string? Member)
{
    internal const string Settings = "settings";

    /// <summary>The column's name: <c>val_loss</c>, or <c>settings.width</c> for a member.</summary>
    public string Name => Member is null ? Field : $"{Field}.{Member}";

    /// <summary>The columns of a table, in the order of its fields.</summary>
    /// <param name="sample">A row of the table.</param>
    /// <param name="settings">The members that rows may have in <c>settings</c>, in the order of their columns.</param>
    public static IReadOnlyList<ExportColumn> List(JsonElement sample, IReadOnlyList<string> settings) =>
        [.. sample.EnumerateObject().SelectMany(field => Split(field, settings))];

    /// <summary>The column's value in a row; null if the row doesn't have the member, or the value is null.</summary>
    public JsonElement? Find(JsonElement row)
    {
        var value = row.GetProperty(Field);
        if (Member is not null && !value.TryGetProperty(Member, out value))
            return null;
        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    private static IEnumerable<ExportColumn> Split(JsonProperty field, IReadOnlyList<string> settings)
    {
        if (field.NameEquals(Settings))
            return settings.Select(setting => new ExportColumn(Settings, setting));
        return field.Value.ValueKind == JsonValueKind.Object
            ? [.. field.Value.EnumerateObject().Select(member => new ExportColumn(field.Name, member.Name))]
            : [new(field.Name, null)];
    }
}
