using Npgsql;
using NpgsqlTypes;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The table <c>sweeps</c>. Within the database a sweep is identified by a small number, its key.</summary>
internal static class PostgresSweepRows
{
    // Numbers of one name are assigned one at a time; the lock ends with the transaction.
    private const int NumberLock = 0x53776571;

    private const string Columns =
        "id, name, spec, data_folder, configurations, repeats, epoch_bonus, pass, status, reason, created_at, run_seconds, "
        + "data_root, data_fingerprint";

    public static NpgsqlBatchCommand FindKey(string id) =>
        new NpgsqlBatchCommand("SELECT sweep FROM sweeps WHERE id = $1 AND status >= 0").With(id);

    public static NpgsqlBatchCommand Find(string id) =>
        new NpgsqlBatchCommand($"SELECT {Columns} FROM sweeps WHERE id = $1 AND status >= 0").With(id);

    public static NpgsqlBatchCommand All() => new($"SELECT {Columns} FROM sweeps WHERE status >= 0 ORDER BY sweep");

    /// <summary>Creates the sweep unless this creation has been carried out already, then reads it; where another creation has used the
    /// idempotency key, nothing is created and there is nothing to read. The first two and the last of the statements have rows.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Create(NewSweep sweep, Guid creation)
    {
        yield return new NpgsqlBatchCommand($"SELECT pg_advisory_xact_lock({NumberLock}, hashtext($1))").With(sweep.Name);
        yield return PostgresKeyRows.Lock(sweep.Key);
        if (sweep.Key is not null)
            yield return PostgresKeyRows.Prune(sweep.CreatedAt);
        yield return new NpgsqlBatchCommand(
            $"""
            INSERT INTO sweeps ({Columns}, number, creation)
            SELECT $1 || '-' || n.number, $1, $2, $3, $4, $5, 0, 0, $6, '', $7, 0, $9, $10, n.number, $8
            FROM (SELECT COALESCE(MAX(number), 0) + 1 AS number FROM sweeps WHERE name = $1) n
            WHERE NOT EXISTS (SELECT FROM sweeps WHERE creation = $8)
                AND NOT EXISTS (SELECT FROM request_keys WHERE sweep = {PostgresKeyRows.Submissions} AND key = $11)
            """)
            .With(sweep.Name)
            .With(PostgresParameters.Text(sweep.SpecText))
            .WithNullable(sweep.DataFolder, NpgsqlDbType.Text)
            .With(sweep.Configurations)
            .With(sweep.Seeds)
            .With((int)SweepStatus.Running)
            .With(PostgresParameters.Ticks(sweep.CreatedAt))
            .With(creation)
            .WithNullable(sweep.Data?.Folder, NpgsqlDbType.Text)
            .WithNullable(sweep.Data?.Fingerprint, NpgsqlDbType.Text)
            .WithNullable(sweep.Key?.Value, NpgsqlDbType.Text);
        if (sweep.Key is { } key)
            yield return PostgresKeyRows.AddSubmission(key, creation, sweep.CreatedAt);
        yield return new NpgsqlBatchCommand($"SELECT {Columns} FROM sweeps WHERE creation = $1").With(creation);
    }

    /// <summary>Deletes all that is recorded of a sweep. Its row stays, emptied and with the status -1, so that neither its id nor its key
    /// is given out again: other processes may remember them. So does the idempotency key of its submission, until it expires.</summary>
    /// <param name="token">Of the claim under which this is done; null: none was ever made here.</param>
    public static IReadOnlyList<NpgsqlBatchCommand> Delete(int key, long? token) =>
    [
        new NpgsqlBatchCommand("SELECT hold($1, $2)").With(key).WithNullable(token, NpgsqlDbType.Bigint),
        .. ((string[])["epochs", "trials", "events", "requests", "trial_counts", "configuration_means", "request_keys", "decisions"])
            .Select(table => new NpgsqlBatchCommand($"DELETE FROM {table} WHERE sweep = $1").With(key)),
        new NpgsqlBatchCommand(
            "UPDATE sweeps SET status = -1, spec = '', reason = '', data_folder = NULL, data_root = NULL WHERE sweep = $1").With(key),
    ];

    /// <summary>Writes all columns but the id and the name.</summary>
    public static NpgsqlBatchCommand Update(int key, SweepRecord sweep) => new NpgsqlBatchCommand(
        """
        UPDATE sweeps SET spec = $2, data_folder = $3, configurations = $4, repeats = $5, epoch_bonus = $6, pass = $7, status = $8,
            reason = $9, created_at = $10, run_seconds = $11, data_root = $12, data_fingerprint = $13
        WHERE sweep = $1
        """)
        .With(key)
        .With(PostgresParameters.Text(sweep.SpecText))
        .WithNullable(sweep.DataFolder, NpgsqlDbType.Text)
        .With(sweep.Configurations)
        .With(sweep.Seeds)
        .With(sweep.EpochBonus)
        .With(sweep.Pass)
        .With((int)sweep.Status)
        .With(PostgresParameters.Text(sweep.Reason))
        .With(PostgresParameters.Ticks(sweep.CreatedAt))
        .With(sweep.RunSeconds)
        .WithNullable(sweep.Data?.Folder, NpgsqlDbType.Text)
        .WithNullable(sweep.Data?.Fingerprint, NpgsqlDbType.Text);

    public static SweepRecord Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetInt32(5),
        row.GetInt32(6), row.GetInt32(7), (SweepStatus)row.GetInt32(8), row.GetString(9), PostgresParameters.Instant(row.GetInt64(10)),
        row.GetDouble(11))
    {
        Data = row.IsDBNull(12) ? null : new(row.GetString(12), row.IsDBNull(13) ? null : row.GetString(13)),
    };
}
