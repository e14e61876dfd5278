using System.Text.Json;

namespace SweepCluster.Results.Text;

/// <summary>A field of a row in JSON, and a column of CSV.</summary>
/// <param name="Order">Position of the field, whichever columns it belongs to, because programs may read CSV by position. A new field takes
/// the next number.</param>
/// <param name="WriteAs">Writes the field under a name.</param>
public sealed record JsonField<TRow>(int Order, string Name, Action<Utf8JsonWriter, string, TRow> WriteAs)
{
    public void Write(Utf8JsonWriter json, TRow row) => WriteAs(json, Name, row);
}
