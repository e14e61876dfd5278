using SweepCluster.Model;

namespace SweepCluster.Storage.Sqlite;

/// <summary>A way to read a home folder that may be read-only, belong to another user, or not exist.</summary>
/// <param name="Open">Opens a connection; null if the database can only be read once it is brought up to date.</param>
internal sealed record ReadOnlyHome(Func<SqliteDatabase>? Open)
{
    /// <summary>Finds a way that works, without changing anything.</summary>
    /// <exception cref="SweepException">The file can't be read (Environment).</exception>
    public static ReadOnlyHome Find(string path)
    {
        if (!Exists(path))
            return new(() => OpenEmpty(path));
        var open = FindWay(path);
        using var database = open();
        return new(SqliteMigrations.Version(database) == SqliteMigrations.Newest ? open : null);
    }

    private static bool Exists(string path)
    {
        var home = Path.GetDirectoryName(path);
        if (File.Exists(home))
            throw new SweepException(
                $"{home} cannot be used as the results folder: it is a file. Choose another with --home or SWEEP_HOME.",
                SweepErrorKind.Environment);
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{path} can't be read ({refused.Message}). Have its owner make the folder readable, or choose another one with --home.",
                SweepErrorKind.Environment,
                refused);
        }
    }

    private static Func<SqliteDatabase> FindWay(string path)
    {
        using (var database = SqliteDatabase.OpenReadOnly(path))
        {
            if (database.CanRead())
                return () => SqliteDatabase.OpenReadOnly(path);
        }

        // An immutable file is opened without its log: results that are only in the log would be missing silently.
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new SweepException(
                $"{path} has a log of results that SQLite must merge first, and the home {Path.GetDirectoryName(path)} is read-only. "
                + "Copy the folder to a writable place, and name the copy with --home.",
                SweepErrorKind.Environment);
        }

        return () => SqliteDatabase.OpenImmutable(path);
    }

    private static SqliteDatabase OpenEmpty(string path)
    {
        var database = SqliteDatabase.OpenEmpty(path);
        SqliteMigrations.Apply(database);
        return database;
    }
}
