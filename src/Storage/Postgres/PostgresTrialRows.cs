using Npgsql;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The table <c>trials</c>, with the counts by state that are derived from it.</summary>
internal static class PostgresTrialRows
{
    public const string Columns =
        "trial, configuration, repeat, state, attempt, pass, failures, epochs, objective, last, final, test_loss, test_accuracy, "
        + "final_parameters, weights_hash, stopped_early, parameters, reason, train_seconds, started_at, finished_at, curve, continuation, "
        + "lost_attempts, epochs_at_start, stop_at";

    // The trial's earlier state is subtracted from the counts, its new state is added.
    private const string UpsertText =
        $"""
        WITH incoming AS MATERIALIZED (
            SELECT i.*, t.state AS old_state, t.pass AS old_pass
            FROM unnest(
                $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
                AS i({Columns})
            LEFT JOIN trials t ON t.sweep = $1 AND t.trial = i.trial),
        counted AS (
            INSERT INTO trial_counts AS c (sweep, pass, state, trials)
            SELECT $1, n.pass, n.state, SUM(n.trials)
            FROM (SELECT pass, state, 1 AS trials FROM incoming UNION ALL SELECT old_pass, old_state, -1 FROM incoming WHERE old_state IS NOT NULL) n
            GROUP BY n.pass, n.state HAVING SUM(n.trials) <> 0
            ON CONFLICT (sweep, pass, state) DO UPDATE SET trials = c.trials + excluded.trials)
        INSERT INTO trials (sweep, {Columns})
        SELECT $1, {Columns} FROM incoming ORDER BY trial
        ON CONFLICT (sweep, trial) DO UPDATE SET
            configuration = excluded.configuration, repeat = excluded.repeat, state = excluded.state, attempt = excluded.attempt,
            pass = excluded.pass, failures = excluded.failures, epochs = excluded.epochs, objective = excluded.objective,
            last = excluded.last, final = excluded.final, test_loss = excluded.test_loss, test_accuracy = excluded.test_accuracy,
            final_parameters = excluded.final_parameters, weights_hash = excluded.weights_hash, stopped_early = excluded.stopped_early,
            parameters = excluded.parameters, reason = excluded.reason, train_seconds = excluded.train_seconds,
            started_at = excluded.started_at, finished_at = excluded.finished_at, curve = excluded.curve,
            continuation = excluded.continuation, lost_attempts = excluded.lost_attempts, epochs_at_start = excluded.epochs_at_start,
            stop_at = excluded.stop_at
        """;

    /// <param name="trials">Trial records; no trial may be repeated.</param>
    public static NpgsqlBatchCommand Upsert(int sweep, IReadOnlyCollection<TrialRecord> trials) => new NpgsqlBatchCommand(UpsertText)
        .With(sweep)
        .WithColumn(trials, trial => trial.Trial)
        .WithColumn(trials, trial => trial.Configuration)
        .WithColumn(trials, trial => trial.SeedIndex)
        .WithColumn(trials, trial => (int)trial.State)
        .WithColumn(trials, trial => trial.Attempt)
        .WithColumn(trials, trial => trial.Pass)
        .WithColumn(trials, trial => trial.Failures)
        .WithColumn(trials, trial => trial.Epochs)
        .WithColumn(trials, trial => trial.Objective)
        .WithColumn(trials, trial => Bytes(trial.Last)!)
        .WithColumn(trials, trial => (trial.Final is { } final ? FinalBytes.Write(final, trial.Last) : null)!)
        .WithColumn(trials, trial => trial.Final?.TestLoss)
        .WithColumn(trials, trial => trial.Final?.TestAccuracy)
        .WithColumn(trials, trial => trial.Final?.Parameters)
        .WithColumn(trials, trial => trial.Final?.WeightsHash!)
        .WithColumn(trials, trial => trial.StoppedEarly)
        .WithColumn(trials, trial => trial.Parameters)
        .WithColumn(trials, trial => PostgresParameters.Text(trial.Reason))
        .WithColumn(trials, trial => trial.TrainSeconds)
        .WithColumn(trials, trial => PostgresParameters.Ticks(trial.StartedAt))
        .WithColumn(trials, trial => trial.FinishedAt is { } instant ? PostgresParameters.Ticks(instant) : (long?)null)
        .WithColumn(trials, trial => CurveBytes.Write(trial.Final?.Range)!)
        .WithColumn(trials, trial => ContinuationBytes.Write(trial.Continuation)!)
        .WithColumn(trials, trial => trial.LostAttempts)
        .WithColumn(trials, trial => trial.EpochsAtStart)
        .WithColumn(trials, trial => trial.StopAt);

    public static NpgsqlBatchCommand Find(int sweep, long trial) =>
        new NpgsqlBatchCommand($"SELECT {Columns} FROM trials WHERE sweep = $1 AND trial = $2").With(sweep).With(trial);

    /// <summary>Reads the next trials in order of their index.</summary>
    public static NpgsqlBatchCommand Page(int sweep, long after, int rows) => new NpgsqlBatchCommand(
        $"SELECT {Columns} FROM trials WHERE sweep = $1 AND trial > $2 ORDER BY trial LIMIT $3").With(sweep).With(after).With(rows);

    /// <summary>Reads the running and waiting trials, by index.</summary>
    public static NpgsqlBatchCommand Open(int sweep, long before) => new NpgsqlBatchCommand(
        $"SELECT {Columns} FROM trials WHERE sweep = $1 AND trial < $2 AND state < 2 ORDER BY trial").With(sweep).With(before);

    /// <summary>Counts the trials by state and by the pass in which they were last leased.</summary>
    public static NpgsqlBatchCommand Count(int sweep) =>
        new NpgsqlBatchCommand("SELECT pass, state, trials FROM trial_counts WHERE sweep = $1 AND trials > 0").With(sweep);

    public static (int Pass, TrialState State, long Trials) ReadCount(NpgsqlDataReader row) =>
        (row.GetInt32(0), (TrialState)row.GetInt32(1), row.GetInt64(2));

    public static TrialRecord Read(NpgsqlDataReader row)
    {
        var last = row.IsDBNull(9) ? null : ReportBytes.Read(row.GetFieldValue<byte[]>(9));
        return new()
        {
            Trial = row.GetInt64(0),
            Configuration = row.GetInt64(1),
            SeedIndex = row.GetInt32(2),
            State = (TrialState)row.GetInt32(3),
            Attempt = row.GetInt32(4),
            Pass = row.GetInt32(5),
            Failures = row.GetInt32(6),
            Epochs = row.GetInt32(7),
            Objective = row.Nullable<double>(8),
            Last = last,
            Final = ReadFinal(row, last),
            StoppedEarly = row.GetBoolean(15),
            Parameters = row.GetInt64(16),
            Reason = row.GetString(17),
            TrainSeconds = row.GetDouble(18),
            StartedAt = PostgresParameters.Instant(row.GetInt64(19)),
            FinishedAt = row.Nullable<long>(20) is { } ticks ? PostgresParameters.Instant(ticks) : null,
            Continuation = row.IsDBNull(22) ? null : ContinuationBytes.Read(row.GetFieldValue<byte[]>(22)),
            LostAttempts = row.GetInt32(23),
            EpochsAtStart = row.GetInt32(24),
            StopAt = row.Nullable<int>(25),
        };
    }

    private static FinalMetrics? ReadFinal(NpgsqlDataReader row, EpochReport? last)
    {
        if (row.IsDBNull(10))
            return null;
        var (report, training) = FinalBytes.Read(row.GetFieldValue<byte[]>(10), last);
        return new(
            report,
            row.GetDouble(11),
            row.GetDouble(12),
            row.GetInt64(13),
            row.GetString(14))
        {
            Range = row.IsDBNull(21) ? null : CurveBytes.Read(row.GetFieldValue<byte[]>(21)),
            Training = training,
        };
    }

    private static byte[]? Bytes(EpochReport? report)
    {
        if (report is null)
            return null;
        var bytes = new byte[ReportBytes.Size];
        ReportBytes.Write(report, bytes);
        return bytes;
    }
}
