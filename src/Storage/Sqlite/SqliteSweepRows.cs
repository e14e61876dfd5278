using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>sweeps</c>. Within the database a sweep is identified by a small number, its key.</summary>
internal static class SqliteSweepRows
{
    private const string Columns =
        "id, name, spec, data_folder, configurations, repeats, epoch_bonus, pass, status, reason, created_at, run_seconds, "
        + "data_root, data_fingerprint";

    /// <summary>The key of a sweep; null if there is no such sweep.</summary>
    public static long? Key(SqliteDatabase database, string id) =>
        database.Prepare("SELECT sweep FROM sweeps WHERE id = ?1 AND status >= 0").Bind(1, id).First(row => (long?)row.Long(0));

    public static SweepRecord? Find(SqliteDatabase database, string id) =>
        database.Prepare($"SELECT {Columns} FROM sweeps WHERE id = ?1 AND status >= 0").Bind(1, id).First(Read);

    public static List<SweepRecord> All(SqliteDatabase database) =>
        database.Prepare($"SELECT {Columns} FROM sweeps WHERE status >= 0 ORDER BY sweep").All(Read);

    /// <summary>To be called within a write, so that no other process takes the same number.</summary>
    /// <exception cref="KeyUsedException">A sweep has been recorded with the same idempotency key.</exception>
    public static SweepRecord Create(SqliteDatabase database, NewSweep sweep)
    {
        if (sweep.Key is { } key)
        {
            SqliteKeyRows.Prune(database, sweep.CreatedAt);
            if (SqliteKeyRows.Find(database, SqliteKeyRows.Submissions, key.Value) is not null)
                throw new KeyUsedException(key.Value);
        }

        var number = database.Prepare("SELECT COALESCE(MAX(number), 0) + 1 FROM sweeps WHERE name = ?1")
            .Bind(1, sweep.Name)
            .First(row => row.Long(0));
        var record = new SweepRecord(
            $"{sweep.Name}-{number}", sweep.Name, sweep.SpecText, sweep.DataFolder, sweep.Configurations, sweep.Seeds,
            EpochBonus: 0, Pass: 0, SweepStatus.Running, Reason: "", sweep.CreatedAt, RunSeconds: 0)
        { Data = sweep.Data };
        var insert = database.Prepare(
            $"INSERT INTO sweeps ({Columns}, number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
        Bind(insert, record).Bind(15, number).Execute();
        if (sweep.Key is { } used)
            SqliteKeyRows.Write(database, SqliteKeyRows.Submissions, Key(database, record.Id)!.Value, used, sweep.CreatedAt);
        return record;
    }

    /// <summary>Writes all columns but the id and the name.</summary>
    public static void Update(SqliteDatabase database, SweepRecord sweep)
    {
        var update = database.Prepare(
            """
            UPDATE sweeps SET spec = ?3, data_folder = ?4, configurations = ?5, repeats = ?6, epoch_bonus = ?7, pass = ?8, status = ?9,
                reason = ?10, created_at = ?11, run_seconds = ?12, data_root = ?13, data_fingerprint = ?14
            WHERE id = ?1 AND name = ?2
            """);
        Bind(update, sweep).Execute();
    }

    /// <summary>Deletes all that is recorded of a sweep. Its row stays, emptied and with the status -1, so that neither its id nor its key
    /// is given out again: other processes may remember them. So does the idempotency key of its submission, until it expires.</summary>
    public static void Delete(SqliteDatabase database, long key)
    {
        string[] tables =
        [
            "epochs", "trials", "events", "requests", "trial_counts", "configuration_means", "mean_blocks", "request_keys", "decisions",
        ];
        foreach (var table in tables)
            database.Prepare($"DELETE FROM {table} WHERE sweep = ?1").Bind(1, key).Execute();
        database.Prepare("UPDATE sweeps SET status = -1, spec = '', reason = '', data_folder = NULL, data_root = NULL WHERE sweep = ?1")
            .Bind(1, key)
            .Execute();
    }

    private static Statement Bind(Statement statement, SweepRecord sweep) => statement
        .Bind(1, sweep.Id)
        .Bind(2, sweep.Name)
        .Bind(3, sweep.SpecText)
        .Bind(4, sweep.DataFolder)
        .Bind(5, sweep.Configurations)
        .Bind(6, sweep.Seeds)
        .Bind(7, sweep.EpochBonus)
        .Bind(8, sweep.Pass)
        .Bind(9, (long)sweep.Status)
        .Bind(10, sweep.Reason)
        .Bind(11, sweep.CreatedAt)
        .Bind(12, sweep.RunSeconds)
        .Bind(13, sweep.Data?.Folder)
        .Bind(14, sweep.Data?.Fingerprint);

    private static SweepRecord Read(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.NullableText(3), row.Long(4), row.Int(5), row.Int(6), row.Int(7),
        (SweepStatus)row.Int(8), row.Text(9), row.Instant(10), row.Double(11))
    {
        Data = row.NullableText(12) is { } root ? new(root, row.NullableText(13)) : null,
    };
}
