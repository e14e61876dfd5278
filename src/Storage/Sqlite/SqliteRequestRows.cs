using SweepCluster.Contracts.Ports;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>requests</c>: what other processes ask of the process that runs a sweep, at most one request each.</summary>
internal static class SqliteRequestRows
{
    /// <summary>Replaces an earlier request.</summary>
    public static bool Post(SqliteDatabase database, long sweep, SweepRequest request)
    {
        database.Prepare("REPLACE INTO requests (sweep, request) VALUES (?1, ?2)").Bind(1, sweep).Bind(2, (long)request).Execute();
        return true;
    }

    /// <summary>The pending request; null if there is none.</summary>
    public static SweepRequest? Find(SqliteDatabase database, long sweep) =>
        First(database, sweep, "SELECT request FROM requests WHERE sweep = ?1");

    /// <summary>Deletes the pending request and returns it; null if there is none.</summary>
    public static SweepRequest? Take(SqliteDatabase database, long sweep) =>
        First(database, sweep, "DELETE FROM requests WHERE sweep = ?1 RETURNING request");

    private static SweepRequest? First(SqliteDatabase database, long sweep, string sql) =>
        database.Prepare(sql).Bind(1, sweep).First(row => (SweepRequest?)row.Int(0));
}
