using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace SweepCluster.Storage.Postgres;

/// <summary>Adds positional parameters (<c>$1</c>, <c>$2</c>, ...) to commands, and converts values that PostgreSQL can't take as they
/// are.</summary>
internal static class PostgresParameters
{
    private const char Unknown = '\uFFFD';

    /// <summary>Adds one parameter and returns the command.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds a parameter that may be null, whose type can't be inferred from the value.</summary>
    public static NpgsqlBatchCommand WithNullable(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    /// <summary>Adds an array with one element per row, which the statement expands with <c>unnest</c>.</summary>
    public static NpgsqlBatchCommand WithColumn<TRow, T>(
        this NpgsqlBatchCommand command, IReadOnlyCollection<TRow> rows, Func<TRow, T> element)
    {
        var column = new T[rows.Count];
        var next = 0;
        foreach (var row in rows)
            column[next++] = element(row);
        return command.With(column);
    }

    /// <summary>The text with a replacement character for those that PostgreSQL refuses: NUL, and halves of surrogate pairs.</summary>
    public static string Text(string value)
    {
        if (!value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !value.Contains('\0', StringComparison.Ordinal))
            return value;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)).Replace('\0', Unknown);
    }

    /// <summary>The instant in units of 100 ns since 1970 UTC.</summary>
    public static long Ticks(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks;

    public static DateTimeOffset Instant(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    /// <summary>The value of a column; null if the column is null.</summary>
    public static T? Nullable<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
