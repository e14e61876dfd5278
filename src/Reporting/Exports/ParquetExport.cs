using System.Text.Json;
using Parquet;
using Parquet.Schema;
using SweepCluster.Model.Settings;

namespace SweepCluster.Reporting.Exports;

/// <summary>Writes the rows of a table as a Parquet file, one row group after the other, so that ten million rows need the memory of one
/// group. The columns are those of CSV, with types: whole numbers are INT64, other numbers DOUBLE, times TIMESTAMP in UTC.</summary>
public sealed class ParquetExport
{
    /// <summary>Maximum rows of a group.</summary>
    public const int GroupRows = 1 << 16;

    private static readonly string[] Texts = ["state", "reason", "weights_sha256"];

    private static readonly string[] Times = ["started_at", "finished_at"];

    private static readonly string[] Wholes =
    [
        "trial", "configuration", "repeat", "attempt", "epochs", "epoch", "samples", "step", "parameters", "epochs_further",
        "lost_attempts", "rank", "rank_high", "order",
    ];

    private readonly (ExportColumn Source, ParquetColumn Column)[] _columns;
    private readonly int _groupRows;

    /// <param name="sample">A row of the table.</param>
    /// <param name="settings">The settings that rows may have, and the values of each that are known before the rows.</param>
    /// <param name="groupRows">Maximum rows of a group.</param>
    public ParquetExport(
        string sample, IReadOnlyList<(string Name, IReadOnlyList<SettingValue> Values)> settings, int groupRows = GroupRows)
    {
        using var document = JsonDocument.Parse(sample);
        var row = document.RootElement;
        _groupRows = groupRows;
        _columns =
        [
            .. ExportColumn.List(row, [.. settings.Select(setting => setting.Name)])
                .Select(column => (column, column.Field == ExportColumn.Settings
                    ? Setting(column.Name, settings.First(setting => setting.Name == column.Member))
                    : Figure(column, column.Find(row)))),
        ];
    }

    /// <param name="output">A stream that can be positioned.</param>
    public async Task WriteAsync(IAsyncEnumerable<string> rows, Stream output, CancellationToken cancellation)
    {
        var schema = new ParquetSchema([.. _columns.Select(column => (Field)column.Column.Field)]);
        await using var writer = await ParquetWriter.CreateAsync(schema, output, cancellationToken: cancellation);
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            using (var document = JsonDocument.Parse(row))
            {
                foreach (var (source, column) in _columns)
                    column.Set(count, source.Find(document.RootElement));
            }

            if (++count < _groupRows)
                continue;
            await WriteGroupAsync(writer, count, cancellation);
            count = 0;
        }

        if (count > 0)
            await WriteGroupAsync(writer, count, cancellation);
    }

    private async Task WriteGroupAsync(ParquetWriter writer, int rows, CancellationToken cancellation)
    {
        using var group = writer.CreateRowGroup();
        foreach (var (_, column) in _columns)
            await column.WriteAsync(group, rows, cancellation);
    }

    private ParquetColumn Figure(ExportColumn column, JsonElement? sample) => sample switch
    {
        { ValueKind: JsonValueKind.True or JsonValueKind.False } => Flag(column.Name),
        _ when Texts.Contains(column.Name) => Text(column.Name),
        _ when Times.Contains(column.Name) => new ParquetColumn<DateTime>(
            new DateTimeDataField(
                column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true),
            _groupRows,
            value => value.GetDateTimeOffset().UtcDateTime),
        // The members of counts, such as seeds.failed.
        _ when column.Member is not null || Wholes.Contains(column.Name) => Whole(column.Name),
        _ => Real(column.Name),
    };

    // A column has one type: only where every value is a number it is one of numbers.
    private ParquetColumn Setting(string name, (string Name, IReadOnlyList<SettingValue> Values) setting)
    {
        if (setting.Values.All(value => value is SettingValue.Number))
            return SettingCatalog.Find(setting.Name)?.Shape is SettingShape.Number { Whole: true } ? Whole(name) : Real(name);
        return setting.Values.All(value => value is SettingValue.Flag) ? Flag(name) : Text(name);
    }

    private ParquetTexts Text(string name) => new(new DataField<string>(name, true), _groupRows);

    private ParquetColumn<bool> Flag(string name) => new(new DataField<bool>(name, true), _groupRows, value => value.GetBoolean());

    private ParquetColumn<long> Whole(string name) => new(new DataField<long>(name, true), _groupRows, value => value.GetInt64());

    private ParquetColumn<double> Real(string name) => new(new DataField<double>(name, true), _groupRows, value => value.GetDouble());
}
