namespace SweepCluster.Storage.Sqlite;

/// <summary>Version 6: idempotency keys of requests. The sweep is the one that was changed, 0 for a submission; the target is the sweep
/// that the request submitted or changed.</summary>
internal static class SqliteKeySchema
{
    public const string Script = """
        CREATE TABLE request_keys (
            sweep INTEGER NOT NULL,
            key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            target INTEGER NOT NULL,
            used_at INTEGER NOT NULL,
            PRIMARY KEY (sweep, key)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX request_keys_by_age ON request_keys (used_at);
        """;
}
