using Npgsql;
using NpgsqlTypes;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Storage.Postgres;

/// <summary>Takes over the claim of a process that was declared dead although its session still holds the lock: it is frozen, or cut off.
/// This is safe because each claim raises the token, which every write presents in its own transaction; ending the dead process' sessions
/// only frees their locks. If several processes take a claim over at once, the first to raise the token has it.</summary>
internal static class ClaimTakeOver
{
    /// <summary>An option of the connection that holds the claims: the wait for a token, which a transaction of a process may lock that
    /// can't be ended here.</summary>
    public const string LockTimeout = "-c lock_timeout=5s";

    /// <summary>The token of the newest claim if its holder was declared dead; null if the holder may be alive.</summary>
    /// <param name="isLocked">Whether the caller holds the sweep's lock.</param>
    public static async Task<long?> FindDeadAsync(
        NpgsqlConnection connection, int sweep, Claimant? claimant, bool isLocked, CancellationToken cancellation)
    {
        if (claimant is null)
            return null;
        var (name, token) = await PostgresDatabase.FirstAsync(
            connection,
            new NpgsqlBatchCommand(
                """
                SELECT claimant, claim_token FROM sweeps
                WHERE sweep = $1 AND claimant IS NOT NULL AND claimant_token = claim_token
                """).With(sweep),
            row => (Name: (string?)row.GetString(0), Token: row.GetInt64(1)),
            cancellation).ConfigureAwait(false);
        // A claim of the caller's own name in another session is one whose connection broke, or whose answer was lost.
        return name is not null && ((name == claimant.Name && !isLocked) || claimant.IsDead(name)) ? token : null;
    }

    /// <summary>Ends the dead process' session that holds the sweep's lock (not another claimant's, which may have just got it), and the
    /// session whose unfinished transaction has locked the sweep's row while it waits for its client: a process may freeze while it sends a
    /// commit. Does nothing if the claim has passed on. False: this role may not end the sessions.</summary>
    /// <param name="token">The token of the dead process' claim.</param>
    public static async Task<bool> EndSessionsAsync(
        NpgsqlConnection connection, int lockClass, int sweep, long token, CancellationToken cancellation)
    {
        const string end =
            """
            SELECT COUNT(pg_terminate_backend(holder.pid)) FROM (
                SELECT claim_backend FROM sweeps WHERE sweep = $3 AND claim_token = $4) dead, LATERAL (
                SELECT l.pid FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::bigint = $1 AND l.objid::bigint = $2
                    AND l.pid = dead.claim_backend AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                UNION
                SELECT a.pid FROM sweeps s JOIN pg_stat_activity a ON a.backend_xid = s.xmax
                WHERE s.sweep = $3 AND a.wait_event = 'ClientRead') holder
            """;
        try
        {
            var command = new NpgsqlBatchCommand(end).With((long)lockClass).With((long)sweep).With(sweep).With(token);
            await PostgresDatabase.FirstAsync(connection, command, row => row.GetInt64(0), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>Raises the sweep's token and records the claimant. Null: another process has raised it since <paramref name="expected"/>
    /// was read.</summary>
    /// <param name="expected">The token that was read; null if the caller holds the sweep's lock.</param>
    public static Task<long?> RaiseAsync(
        NpgsqlConnection connection, int sweep, Claimant? claimant, long? expected, CancellationToken cancellation) =>
        PostgresDatabase.FirstAsync(
        connection,
        new NpgsqlBatchCommand(
            """
            UPDATE sweeps SET claim_token = claim_token + 1,
                claimant = $2, claimant_token = claim_token + 1, claim_backend = pg_backend_pid()
            WHERE sweep = $1 AND ($3 IS NULL OR claim_token = $3) RETURNING claim_token
            """)
            .With(sweep)
            .WithNullable(claimant?.Name, NpgsqlDbType.Text)
            .WithNullable(expected, NpgsqlDbType.Bigint),
        row => (long?)row.GetInt64(0),
        cancellation);

    /// <summary>Records this session as the holder of a claim's lock, after an earlier session broke.</summary>
    public static Task RecordSessionAsync(
        NpgsqlConnection connection, int sweep, long token, CancellationToken cancellation) => PostgresDatabase.FirstAsync(
        connection,
        new NpgsqlBatchCommand(
            "UPDATE sweeps SET claim_backend = pg_backend_pid() WHERE sweep = $1 AND claim_token = $2 RETURNING sweep").With(sweep)
            .With(token),
        row => row.GetInt32(0),
        cancellation);
}
