using SQLitePCL;

namespace SweepCluster.Storage.Sqlite;

/// <summary>A prepared statement of one <see cref="SqliteDatabase"/>, to be used by one thread at a time. Parameters count from 1 and
/// stay bound until bound again, columns count from 0.</summary>
internal sealed class Statement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private static readonly byte[] NotANumber = "NaN"u8.ToArray();

    public Statement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    /// <summary>Binds a number. SQLite stores NaN as NULL, so it is written as a text; infinities are numbers in SQLite.</summary>
    public Statement Bind(int parameter, double value)
    {
        database.Check(double.IsNaN(value)
            ? raw.sqlite3_bind_text(handle, parameter, (ReadOnlySpan<byte>)NotANumber)
            : raw.sqlite3_bind_double(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, double? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
            return BindNull(parameter);
        database.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, DateTimeOffset value) => Bind(parameter, (value - DateTimeOffset.UnixEpoch).Ticks);

    public Statement Bind(int parameter, DateTimeOffset? value) => value is { } instant ? Bind(parameter, instant) : BindNull(parameter);

    public Statement BindBytes(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    public Statement BindNull(int parameter)
    {
        database.Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <summary>Moves to the next row; false after the last one. A caller that stops before that calls <see cref="Reset"/>.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
        {
            var failure = database.Failure(code);
            Reset();
            throw failure;
        }

        Reset();
        return false;
    }

    public void Execute()
    {
        while (Step())
        {
        }
    }

    public List<T> All<T>(Func<Statement, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
                rows.Add(read(this));
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row; the type's default if there is none.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    // The result repeats the error of the last step, which was handled there.
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public bool IsText(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_TEXT;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    public double Double(int column) => IsText(column) ? double.NaN : raw.sqlite3_column_double(handle, column);

    public double? NullableDouble(int column) => IsNull(column) ? null : Double(column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public DateTimeOffset Instant(int column) => DateTimeOffset.UnixEpoch.AddTicks(Long(column));

    public DateTimeOffset? NullableInstant(int column) => IsNull(column) ? null : Instant(column);

    public void Dispose() => handle.Dispose();
}
