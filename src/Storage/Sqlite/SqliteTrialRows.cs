using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>trials</c>.</summary>
internal static class SqliteTrialRows
{
    public const string Columns =
        "trial, configuration, repeat, state, attempt, pass, failures, epochs, objective, last, final, test_loss, test_accuracy, "
        + "final_parameters, weights_hash, stopped_early, parameters, reason, train_seconds, started_at, finished_at, curve, continuation, "
        + "lost_attempts, epochs_at_start, stop_at";

    /// <summary>The statement that <see cref="Bind"/> completes.</summary>
    public const string Upsert =
        $"""
        INSERT INTO trials (sweep, {Columns})
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
            ?27)
        ON CONFLICT (sweep, trial) DO UPDATE SET
            configuration = ?3, repeat = ?4, state = ?5, attempt = ?6, pass = ?7, failures = ?8, epochs = ?9, objective = ?10, last = ?11,
            final = ?12, test_loss = ?13, test_accuracy = ?14, final_parameters = ?15, weights_hash = ?16, stopped_early = ?17,
            parameters = ?18, reason = ?19, train_seconds = ?20, started_at = ?21, finished_at = ?22, curve = ?23, continuation = ?24,
            lost_attempts = ?25, epochs_at_start = ?26, stop_at = ?27
        """;

    // Hashes are SHA-256 in hex; as bytes they need half the space.
    private const int HashBytes = 32;

    public static void Bind(Statement upsert, long sweep, TrialRecord trial)
    {
        upsert.Bind(1, sweep)
            .Bind(2, trial.Trial)
            .Bind(3, trial.Configuration)
            .Bind(4, trial.SeedIndex)
            .Bind(5, (long)trial.State)
            .Bind(6, trial.Attempt)
            .Bind(7, trial.Pass)
            .Bind(8, trial.Failures)
            .Bind(9, trial.Epochs)
            .Bind(10, trial.Objective)
            .Bind(17, trial.StoppedEarly ? 1 : 0)
            .Bind(18, trial.Parameters)
            .Bind(19, trial.Reason.Length == 0 ? null : trial.Reason)
            .Bind(20, trial.TrainSeconds)
            .Bind(21, trial.StartedAt)
            .Bind(22, trial.FinishedAt)
            .Bind(25, trial.LostAttempts)
            .Bind(26, trial.EpochsAtStart);
        if (trial.StopAt is { } stop)
            upsert.Bind(27, stop);
        else
            upsert.BindNull(27);
        Span<byte> last = stackalloc byte[ReportBytes.Size];
        if (trial.Last is { } report)
        {
            ReportBytes.Write(report, last);
            upsert.BindBytes(11, last);
        }
        else
        {
            upsert.BindNull(11);
        }

        BindFinal(upsert, trial.Final, trial.Last);
        if (CurveBytes.Write(trial.Final?.Range) is { } curve)
            upsert.BindBytes(23, curve);
        else
            upsert.BindNull(23);
        if (ContinuationBytes.Write(trial.Continuation) is { } continuation)
            upsert.BindBytes(24, continuation);
        else
            upsert.BindNull(24);
    }

    public static TrialRecord Read(Statement row)
    {
        var last = row.IsNull(9) ? null : ReportBytes.Read(row.Bytes(9));
        return new()
        {
            Trial = row.Long(0),
            Configuration = row.Long(1),
            SeedIndex = row.Int(2),
            State = (TrialState)row.Int(3),
            Attempt = row.Int(4),
            Pass = row.Int(5),
            Failures = row.Int(6),
            Epochs = row.Int(7),
            Objective = row.NullableDouble(8),
            Last = last,
            Final = ReadFinal(row, last),
            StoppedEarly = row.Long(15) != 0,
            Parameters = row.Long(16),
            Reason = row.Text(17),
            TrainSeconds = row.Double(18),
            StartedAt = row.Instant(19),
            FinishedAt = row.NullableInstant(20),
            Continuation = row.IsNull(22) ? null : ContinuationBytes.Read(row.Bytes(22)),
            LostAttempts = row.Int(23),
            EpochsAtStart = row.Int(24),
            StopAt = row.IsNull(25) ? null : row.Int(25),
        };
    }

    private static void BindFinal(Statement upsert, FinalMetrics? final, EpochReport? last)
    {
        if (final is null)
        {
            for (var parameter = 12; parameter <= 16; parameter++)
                upsert.BindNull(parameter);
            return;
        }

        upsert.BindBytes(12, FinalBytes.Write(final, last))
            .Bind(13, final.TestLoss)
            .Bind(14, final.TestAccuracy)
            .Bind(15, final.Parameters);
        Span<byte> hash = stackalloc byte[HashBytes];
        if (IsHash(final.WeightsHash)
            && Convert.FromHexString(final.WeightsHash, hash, out _, out _) == System.Buffers.OperationStatus.Done)
            upsert.BindBytes(16, hash);
        else
            upsert.Bind(16, final.WeightsHash);
    }

    private static FinalMetrics? ReadFinal(Statement row, EpochReport? last)
    {
        if (row.IsNull(10))
            return null;
        var (report, training) = FinalBytes.Read(row.Bytes(10), last);
        return new(
            report,
            row.Double(11),
            row.Double(12),
            row.Long(13),
            row.IsText(14) ? row.Text(14) : Convert.ToHexStringLower(row.Bytes(14)))
        {
            Range = row.IsNull(21) ? null : CurveBytes.Read(row.Bytes(21)),
            Training = training,
        };
    }

    private static bool IsHash(string text) => text.Length == 2 * HashBytes && !text.AsSpan().ContainsAnyInRange('A', 'F');
}
