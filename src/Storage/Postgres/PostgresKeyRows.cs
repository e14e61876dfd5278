using Npgsql;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Storage.Postgres;

/// <summary>The table <c>request_keys</c>.</summary>
internal static class PostgresKeyRows
{
    /// <summary>Stands for the sweep of a submission's key; keys of sweeps begin at 1.</summary>
    public const int Submissions = 0;

    // Submissions with one key are recorded one at a time, whatever their names; the lock goes with the transaction.
    private const int SubmissionLock = 0x53776572;

    /// <param name="sweep">The sweep that was changed, or <see cref="Submissions"/>.</param>
    public static NpgsqlBatchCommand Find(int sweep, string key) => new NpgsqlBatchCommand(
        """
        SELECT k.key, k.fingerprint, s.id, k.used_at FROM request_keys k JOIN sweeps s ON s.sweep = k.target
        WHERE k.sweep = $1 AND k.key = $2
        """)
        .With(sweep)
        .With(key);

    public static KeyUse Read(NpgsqlDataReader row) =>
        new(new(row.GetString(0), row.GetString(1)), row.GetString(2), PostgresParameters.Instant(row.GetInt64(3)));

    /// <summary>Deletes the keys that have expired.</summary>
    public static NpgsqlBatchCommand Prune(DateTimeOffset now) => new NpgsqlBatchCommand("DELETE FROM request_keys WHERE used_at <= $1")
        .With(PostgresParameters.Ticks(now - RequestKey.Lifetime));

    /// <summary>Waits for the turn to use the key of a submission; null is no key, and waits for none. It has a row.</summary>
    public static NpgsqlBatchCommand Lock(RequestKey? key) =>
        new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({SubmissionLock}, hashtext($1)) WHERE $2")
            .With(key?.Value ?? "")
            .With(key is not null);

    /// <summary>Records the key of the sweep that this creation made, if it made one.</summary>
    public static NpgsqlBatchCommand AddSubmission(RequestKey key, Guid creation, DateTimeOffset at) => new NpgsqlBatchCommand(
        $"""
        INSERT INTO request_keys (sweep, key, fingerprint, target, used_at)
        SELECT {Submissions}, $1, $2, s.sweep, $3 FROM sweeps s WHERE s.creation = $4
        ON CONFLICT DO NOTHING
        """)
        .With(key.Value)
        .With(key.Fingerprint)
        .With(PostgresParameters.Ticks(at))
        .With(creation);

    /// <summary>Records the key of a change.</summary>
    public static NpgsqlBatchCommand AddChange(int sweep, KeyUse use) => new NpgsqlBatchCommand(
        """
        INSERT INTO request_keys (sweep, key, fingerprint, target, used_at) VALUES ($1, $2, $3, $1, $4)
        ON CONFLICT (sweep, key) DO UPDATE SET fingerprint = excluded.fingerprint, used_at = excluded.used_at
        """)
        .With(sweep)
        .With(use.Key.Value)
        .With(use.Key.Fingerprint)
        .With(PostgresParameters.Ticks(use.At));
}
