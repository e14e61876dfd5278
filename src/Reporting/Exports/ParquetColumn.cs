using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace SweepCluster.Reporting.Exports;

/// <summary>A column of a Parquet file with the values of the current row group.</summary>
internal abstract class ParquetColumn(DataField field)
{
    public DataField Field { get; } = field;

    /// <param name="row">The value's index in the row group.</param>
    /// <param name="value">The value in JSON; null where the row has none.</param>
    public abstract void Set(int row, JsonElement? value);

    /// <summary>Writes the first values.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, int rows, CancellationToken cancellation);
}

/// <summary>A column of numbers, flags or times.</summary>
/// <param name="rows">Maximum rows of a group.</param>
internal sealed class ParquetColumn<T>(DataField field, int rows, Func<JsonElement, T> read) : ParquetColumn(field)
    where T : struct
{
    private readonly T?[] _values = new T?[rows];

    public override void Set(int row, JsonElement? value) => _values[row] = value is { } given ? read(given) : null;

    public override Task WriteAsync(ParquetRowGroupWriter group, int rows, CancellationToken cancellation) =>
        group.WriteAsync<T>(Field, new ReadOnlyMemory<T?>(_values, 0, rows), cancellationToken: cancellation);
}

/// <summary>A column of texts; what is not a text in JSON, such as a list, is its JSON.</summary>
/// <param name="rows">Maximum rows of a group.</param>
internal sealed class ParquetTexts(DataField field, int rows) : ParquetColumn(field)
{
    private readonly string?[] _values = new string?[rows];

    public override void Set(int row, JsonElement? value) => _values[row] = value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.GetRawText(),
    };

    public override Task WriteAsync(ParquetRowGroupWriter group, int rows, CancellationToken cancellation) =>
        group.WriteAsync(Field, new ArraySegment<string>(_values!, 0, rows));
}
