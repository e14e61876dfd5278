using Npgsql;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The table <c>epochs</c>.</summary>
internal static class PostgresEpochRows
{
    private const string Columns =
        "trial, epoch, train_loss, train_accuracy, validation_loss, validation_accuracy, learning_rate, seconds, samples";

    /// <param name="epochs">Epochs of trials; none may be repeated.</param>
    public static NpgsqlBatchCommand Upsert(int sweep, IReadOnlyCollection<EpochRecord> epochs) => new NpgsqlBatchCommand(
        $"""
        INSERT INTO epochs (sweep, {Columns})
        SELECT $1, {Columns} FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS i({Columns}) ORDER BY trial, epoch
        ON CONFLICT (sweep, trial, epoch) DO UPDATE SET
            train_loss = excluded.train_loss, train_accuracy = excluded.train_accuracy, validation_loss = excluded.validation_loss,
            validation_accuracy = excluded.validation_accuracy, learning_rate = excluded.learning_rate, seconds = excluded.seconds,
            samples = excluded.samples
        """)
        .With(sweep)
        .WithColumn(epochs, epoch => epoch.Trial)
        .WithColumn(epochs, epoch => epoch.Report.Epoch)
        .WithColumn(epochs, epoch => epoch.Report.TrainLoss)
        .WithColumn(epochs, epoch => epoch.Report.TrainAccuracy)
        .WithColumn(epochs, epoch => epoch.Report.ValidationLoss)
        .WithColumn(epochs, epoch => epoch.Report.ValidationAccuracy)
        .WithColumn(epochs, epoch => epoch.Report.LearningRate)
        .WithColumn(epochs, epoch => epoch.Report.Seconds)
        .WithColumn(epochs, epoch => epoch.Report.Samples);

    /// <summary>Writes epochs of which none is recorded yet.</summary>
    /// <param name="epochs">No epoch of a trial twice.</param>
    /// <exception cref="PostgresException">One is recorded already (unique_violation): the transaction is to be repeated with
    /// <see cref="Upsert"/>.</exception>
    public static async Task CopyAsync(
        NpgsqlConnection connection, int sweep, IReadOnlyCollection<EpochRecord> epochs, CancellationToken cancellation)
    {
        await using var rows = await connection
            .BeginBinaryImportAsync($"COPY epochs (sweep, {Columns}) FROM STDIN (FORMAT BINARY)", cancellation).ConfigureAwait(false);
        foreach (var (trial, report) in epochs)
        {
            await rows.StartRowAsync(cancellation).ConfigureAwait(false);
            await rows.WriteAsync(sweep, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(trial, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(report.Epoch, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(report.TrainLoss, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(report.TrainAccuracy, cancellation).ConfigureAwait(false);
            await WriteAsync(rows, report.ValidationLoss, cancellation).ConfigureAwait(false);
            await WriteAsync(rows, report.ValidationAccuracy, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(report.LearningRate, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(report.Seconds, cancellation).ConfigureAwait(false);
            await rows.WriteAsync(report.Samples, cancellation).ConfigureAwait(false);
        }

        await rows.CompleteAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The next ones by trial, then epoch, of trials up to and including <paramref name="until"/>.</summary>
    public static NpgsqlBatchCommand Page(int sweep, (long Trial, int Epoch) after, long until, int rows) => new NpgsqlBatchCommand(
        $"""
        SELECT {Columns} FROM epochs WHERE sweep = $1 AND (trial, epoch) > ($2, $3) AND trial <= $4 ORDER BY trial, epoch LIMIT $5
        """)
        .With(sweep)
        .With(after.Trial)
        .With(after.Epoch)
        .With(until)
        .With(rows);

    public static EpochRecord Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new(
            row.GetInt32(1), row.GetDouble(2), row.GetDouble(3), row.Nullable<double>(4), row.Nullable<double>(5), row.GetDouble(6),
            row.GetDouble(7),
            row.GetInt32(8)));

    private static Task WriteAsync(NpgsqlBinaryImporter rows, double? value, CancellationToken cancellation) =>
        value is { } number ? rows.WriteAsync(number, cancellation) : rows.WriteNullAsync(cancellation);
}
