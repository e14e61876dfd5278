namespace SweepCluster.Storage.Postgres;

/// <summary>Version 7: idempotency keys of requests. The sweep is the one that was changed, 0 for a submission; the target is the sweep
/// that the request submitted or changed.</summary>
internal static class PostgresKeySchema
{
    public const string Script = """
        CREATE TABLE request_keys (
            sweep integer NOT NULL,
            key text NOT NULL,
            fingerprint text NOT NULL,
            target integer NOT NULL,
            used_at bigint NOT NULL,
            PRIMARY KEY (sweep, key)
        );

        CREATE INDEX request_keys_by_age ON request_keys (used_at);
        """;
}
