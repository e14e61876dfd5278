using System.Globalization;
using Parquet;
using Parquet.Schema;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Data.Tables;

/// <summary>Reads a Parquet table whose columns are numbers.</summary>
internal static class ParquetTable
{
    // During the conversion: the number, the number with its mark of presence, and the byte.
    private const int BytesPerNumber = 40;

    /// <exception cref="SweepException">The file has an error; the message names the column and the row.</exception>
    public static ImageRows Read(string path, CancellationToken cancellation)
    {
        using var file = RegularFile.Open(path);
        // The library does not check damaged files thoroughly: they cause exceptions of many types.
        try
        {
            return Task.Run(() => ReadAsync(file, path, cancellation), cancellation).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not (SweepException or OperationCanceledException or OutOfMemoryException))
        {
            throw new SweepException(
                $"{path} is not a Parquet file that can be read ({error.Message.ReplaceLineEndings(" ")}). Write it again.", inner: error);
        }
    }

    private static async Task<ImageRows> ReadAsync(Stream file, string path, CancellationToken cancellation)
    {
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: cancellation);
        var fields = reader.Schema.GetDataFields();
        var layout = TableLayout.FromNames([.. fields.Select(field => field.Name)], fields.Length, path);
        var rows = new ImageRows(path, layout.Pixels);
        RequireMemory(reader, rows, path);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var part = reader.OpenRowGroupReader(group);
            var first = rows.Count;
            var count = checked((int)part.RowCount);
            var labels = await ReadColumnAsync(part, fields[layout.Label], count, first, path, cancellation);
            foreach (var label in labels)
                rows.Add(label);
            for (var column = 0; column < fields.Length; column++)
            {
                if (column == layout.Label)
                    continue;
                cancellation.ThrowIfCancellationRequested();
                var values = await ReadColumnAsync(part, fields[column], count, first, path, cancellation);
                for (var row = 0; row < count; row++)
                    rows.Image(first + row)[layout.PixelOf(column)] = values[row];
            }
        }

        return rows;
    }

    // A few bytes can promise billions of equal rows. Columns of a group are read one at a time, as numbers that may be missing.
    private static void RequireMemory(ParquetReader reader, ImageRows rows, string path)
    {
        var (count, largest) = (0L, 0L);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var part = reader.OpenRowGroupReader(group);
            if (part.RowCount is < 0 or > int.MaxValue || (count += part.RowCount) > int.MaxValue)
                throw new SweepException(
                    $"{path} has more rows than the {int.MaxValue:N0} that are possible, or is damaged. Name a table with fewer images.");
            largest = Math.Max(largest, part.RowCount);
        }

        rows.RequireMemory(count + (largest * BytesPerNumber / (rows.Pixels + 1)));
    }

    private static async Task<byte[]> ReadColumnAsync(
        ParquetRowGroupReader part, DataField field, int count, int first, string path, CancellationToken cancellation)
    {
        var numbers = await ReadNumbersAsync(part, field, count, cancellation) ?? throw new SweepException(
            $"{path}, column '{field.Name}': {field.ClrType.Name} is not a type of single numbers. "
            + "Name a table with a column 'label' and one column per pixel.");
        var bytes = new byte[count];
        for (var row = 0; row < count; row++)
        {
            if (numbers[row] is not { } number || number is not (>= 0 and <= byte.MaxValue) || number != Math.Floor(number))
            {
                throw new SweepException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}, column '{field.Name}', row {first + row} (counted from 0): {(numbers[row] is { } wrong ? wrong : "nothing")} "
                    + $"is not a whole number from 0 to 255. Labels and pixels are such numbers."));
            }

            bytes[row] = (byte)number;
        }

        return bytes;
    }

    private static Task<double?[]?> ReadNumbersAsync(
        ParquetRowGroupReader part, DataField field, int count, CancellationToken cancellation) =>
        field.IsArray || field.MaxRepetitionLevel > 0 ? Task.FromResult<double?[]?>(null) : Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Byte => ReadAsync<byte>(part, field, count, value => value, cancellation),
            TypeCode.SByte => ReadAsync<sbyte>(part, field, count, value => value, cancellation),
            TypeCode.Int16 => ReadAsync<short>(part, field, count, value => value, cancellation),
            TypeCode.UInt16 => ReadAsync<ushort>(part, field, count, value => value, cancellation),
            TypeCode.Int32 => ReadAsync<int>(part, field, count, value => value, cancellation),
            TypeCode.UInt32 => ReadAsync<uint>(part, field, count, value => value, cancellation),
            TypeCode.Int64 => ReadAsync<long>(part, field, count, value => value, cancellation),
            TypeCode.UInt64 => ReadAsync<ulong>(part, field, count, value => value, cancellation),
            TypeCode.Single => ReadAsync<float>(part, field, count, value => value, cancellation),
            TypeCode.Double => ReadAsync<double>(part, field, count, value => value, cancellation),
            _ => Task.FromResult<double?[]?>(null),
        };

    private static async Task<double?[]?> ReadAsync<T>(
        ParquetRowGroupReader part, DataField field, int count, Func<T, double> convert, CancellationToken cancellation)
        where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[count];
            await part.ReadAsync<T>(field, optional.AsMemory(), cancellationToken: cancellation);
            return Array.ConvertAll(optional, value => value is { } given ? convert(given) : (double?)null);
        }

        var values = new T[count];
        await part.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellation);
        return Array.ConvertAll(values, value => (double?)convert(value));
    }
}
