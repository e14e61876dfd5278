using System.Collections.Concurrent;

namespace SweepCluster.Storage.Sqlite;

/// <summary>Connections for reading, as many as there are readers at once. Readers and the writer don't wait for each other.</summary>
/// <param name="open">Opens a connection.</param>
internal sealed class ReaderPool(Func<SqliteDatabase> open) : IDisposable
{
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private volatile bool _isClosed;

    /// <summary>Reads within one transaction: everything is of the same moment.</summary>
    public T Read<T>(Func<SqliteDatabase, T> read)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (!_idle.TryTake(out var database))
            database = Open();
        try
        {
            return database.Read(read);
        }
        finally
        {
            _idle.Add(database);
            if (_isClosed)
                Dispose();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var database))
            database.Dispose();
    }

    private SqliteDatabase Open()
    {
        var database = open();
        database.Execute("PRAGMA query_only = 1");
        return database;
    }
}
