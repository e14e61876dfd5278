using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>epochs</c>.</summary>
internal static class SqliteEpochRows
{
    public const string Columns =
        "trial, epoch, train_loss, train_accuracy, validation_loss, validation_accuracy, learning_rate, seconds, samples";

    /// <summary>The statement that <see cref="Bind"/> completes.</summary>
    public const string Replace = $"REPLACE INTO epochs (sweep, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

    public static void Bind(Statement replace, long sweep, EpochRecord epoch)
    {
        var report = epoch.Report;
        replace.Bind(1, sweep)
            .Bind(2, epoch.Trial)
            .Bind(3, report.Epoch)
            .Bind(4, report.TrainLoss)
            .Bind(5, report.TrainAccuracy)
            .Bind(6, report.ValidationLoss)
            .Bind(7, report.ValidationAccuracy)
            .Bind(8, report.LearningRate)
            .Bind(9, report.Seconds)
            .Bind(10, report.Samples);
    }

    public static EpochRecord Read(Statement row) => new(
        row.Long(0),
        new(
            row.Int(1), row.Double(2), row.Double(3), row.NullableDouble(4), row.NullableDouble(5), row.Double(6), row.Double(7),
            row.Int(8)));
}
