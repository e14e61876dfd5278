using SweepCluster.Contracts.Ports;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>request_keys</c>.</summary>
internal static class SqliteKeyRows
{
    /// <summary>Stands for the sweep of a submission's key; keys of sweeps begin at 1.</summary>
    public const long Submissions = 0;

    /// <param name="sweep">The sweep that was changed, or <see cref="Submissions"/>.</param>
    public static KeyUse? Find(SqliteDatabase database, long sweep, string key) => database
        .Prepare(
            """
            SELECT k.fingerprint, s.id, k.used_at FROM request_keys k JOIN sweeps s ON s.sweep = k.target
            WHERE k.sweep = ?1 AND k.key = ?2
            """)
        .Bind(1, sweep)
        .Bind(2, key)
        .First(row => new KeyUse(new(key, row.Text(0)), row.Text(1), row.Instant(2)));

    /// <summary>Deletes the keys that have expired.</summary>
    public static void Prune(SqliteDatabase database, DateTimeOffset now) => database
        .Prepare("DELETE FROM request_keys WHERE used_at <= ?1")
        .Bind(1, now - RequestKey.Lifetime)
        .Execute();

    /// <param name="target">The sweep that the request submitted or changed.</param>
    public static void Write(SqliteDatabase database, long sweep, long target, RequestKey key, DateTimeOffset at) => database
        .Prepare("REPLACE INTO request_keys (sweep, key, fingerprint, target, used_at) VALUES (?1, ?2, ?3, ?4, ?5)")
        .Bind(1, sweep)
        .Bind(2, key.Value)
        .Bind(3, key.Fingerprint)
        .Bind(4, target)
        .Bind(5, at)
        .Execute();
}
