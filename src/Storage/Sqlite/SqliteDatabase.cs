using SQLitePCL;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Retries;

namespace SweepCluster.Storage.Sqlite;

/// <summary>One connection to one file, for one thread at a time. SQLite works on the calling thread: it has no asynchronous
/// calls.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Another process' commit takes milliseconds; only a stopped process holds the lock this long.
    private const int BusyMilliseconds = 30_000;

    private static readonly RetryPolicy BusyRetries =
        new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(BusyMilliseconds));

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = [];

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    /// <summary>Opens the file, and creates it, readable by its owner alone, if it doesn't exist. The files of the write-ahead log take its
    /// permissions.</summary>
    public static SqliteDatabase Open(string path)
    {
        const int mode = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        if (OperatingSystem.IsWindows() || File.Exists(path) || CreatePattern(path) is not { } pattern)
            return Open(path, path, mode);
        try
        {
            // The file itself must not be created and closed here: closing any handle of a file releases all locks of the process on it,
            // SQLite's too.
            return Open(path, $"{Address(path)}?modeof={Encode(pattern)}", mode | raw.SQLITE_OPEN_URI);
        }
        finally
        {
            File.Delete(pattern);
        }
    }

    /// <summary>Opens an existing file for reading. SQLite may add the files of the write-ahead log beside it if the folder is
    /// writable.</summary>
    public static SqliteDatabase OpenReadOnly(string path) => Open(path, path, raw.SQLITE_OPEN_READONLY);

    /// <summary>Opens a file that no process can change while it is open: without locks and without the write-ahead log.</summary>
    public static SqliteDatabase OpenImmutable(string path) =>
        Open(path, $"{Address(path)}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    /// <summary>An empty database in memory, which ends with its connection.</summary>
    /// <param name="path">The file that it replaces, for messages.</param>
    public static SqliteDatabase OpenEmpty(string path) => Open(path, ":memory:", raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <param name="path">The file, for messages.</param>
    /// <param name="name">The name or address that SQLite opens.</param>
    private static SqliteDatabase Open(string path, string name, int mode)
    {
        var code = raw.sqlite3_open_v2(name, out var handle, mode | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(path, handle);
        try
        {
            database.Check(code);
            database.Check(raw.sqlite3_extended_result_codes(handle, 1));
            database.Check(raw.sqlite3_busy_timeout(handle, BusyMilliseconds));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement of this text; each text is prepared once.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        return _statements[sql] = new(this, handle);
    }

    /// <summary>Runs statements without parameters, one after the other.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Whether the file can be read in the way it was opened. False if its write-ahead log can be neither used nor created,
    /// because the folder is read-only. Any other failure is thrown later, by the first statement.</summary>
    public bool CanRead()
    {
        var code = raw.sqlite3_exec(_handle, "SELECT COUNT(*) FROM sqlite_master") & 0xff;
        return code is not (raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY);
    }

    /// <summary>Switches the file to a write-ahead log, if it has none yet.</summary>
    public void UseWriteAheadLog()
    {
        // SQLite itself doesn't wait here: of two connections that read the old mode and then write the new one, one is refused.
        var attempts = BusyRetries.Start(TimeProvider.System);
        while (true)
        {
            var code = raw.sqlite3_exec(_handle, "PRAGMA journal_mode = WAL");
            if ((code & 0xff) != raw.SQLITE_BUSY || !attempts.MayRetry)
            {
                Check(code);
                return;
            }

            attempts.Wait();
        }
    }

    /// <summary>The space in bytes of pages that hold nothing.</summary>
    public long UnusedBytes() => Prepare("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")
        .First(row => row.Long(0));

    /// <summary>Rewrites the file without its unused pages, and returns their space, and the space of the write-ahead log, to the disk. It
    /// needs as much free space as the file has, and no other connection may be reading.</summary>
    public void Compact()
    {
        Execute("VACUUM");
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Writes within one transaction: everything that <paramref name="write"/> does is kept or, if it throws, undone.</summary>
    public T Write<T>(Func<SqliteDatabase, T> write) => Within("BEGIN IMMEDIATE", write);

    /// <summary>Reads within one transaction: everything is of the same moment.</summary>
    public T Read<T>(Func<SqliteDatabase, T> read) => Within("BEGIN", read);

    /// <exception cref="SweepException">The code is an error that the user can fix.</exception>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }

    public Exception Failure(int code) => SqliteFailure.Translate(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), Path);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _handle.Dispose();
    }

    /// <summary>Creates an empty file from which SQLite takes the permissions of a new one; null if it can't be created, and neither can
    /// the database.</summary>
    private static string? CreatePattern(string path)
    {
        var pattern = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            new FileStream(pattern, OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write, FileShare.Read)).Dispose();
            return pattern;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // SQLite fails the same way, and its failure names the remedy.
            return null;
        }
    }

    private static string Address(string path) => $"file:{Encode(path.Replace('\\', '/'))}";

    private static string Encode(string path) => Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal);

    private T Within<T>(string begin, Func<SqliteDatabase, T> work)
    {
        Prepare(begin).Execute();
        try
        {
            var result = work(this);
            Prepare("COMMIT").Execute();
            return result;
        }
        finally
        {
            // Some errors, such as a full disk, roll the transaction back; others leave it open.
            if (raw.sqlite3_get_autocommit(_handle) == 0)
                _ = raw.sqlite3_exec(_handle, "ROLLBACK");
        }
    }
}
