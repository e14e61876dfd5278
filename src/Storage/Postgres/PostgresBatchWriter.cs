using Npgsql;
using NpgsqlTypes;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The statements of one commit. They travel together and are one transaction: one answer is waited for, and a failure of any
/// leaves nothing of the others. Rows travel as arrays, a column each; those of many epochs by COPY, which costs PostgreSQL about half as
/// much.</summary>
internal static class PostgresBatchWriter
{
    // Below this number of epochs the round trips of COPY cost more than its rows save.
    private const int MinCopied = 100;

    /// <summary>Whether the batch has so many epochs that they are written by COPY.</summary>
    public static bool IsCopied(StoreBatch batch) => batch.Epochs.Count >= MinCopied;

    /// <summary>Copies the epochs of the batch, after its statements and in their transaction.</summary>
    public static Task CopyEpochsAsync(NpgsqlConnection connection, int sweep, StoreBatch batch, CancellationToken cancellation) =>
        PostgresEpochRows.CopyAsync(connection, sweep, LatestEpochs(batch), cancellation);

    /// <param name="token">Of the claim under which this is written; null: none was ever made here.</param>
    /// <param name="withEpochs">False: the epochs of the batch are copied.</param>
    public static IReadOnlyList<NpgsqlBatchCommand> Commands(int sweep, long? token, StoreBatch batch, bool withEpochs)
    {
        List<NpgsqlBatchCommand> commands =
            [new NpgsqlBatchCommand("SELECT hold($1, $2)").With(sweep).WithNullable(token, NpgsqlDbType.Bigint)];
        if (batch.Sweep is { } record)
            commands.Add(PostgresSweepRows.Update(sweep, record));
        if (batch.Trials.Count > 0)
        {
            var trials = Latest(batch.Trials, trial => trial.Trial);
            commands.Add(PostgresTrialRows.Upsert(sweep, trials));
            commands.Add(PostgresConfigurationMeans.Renew(sweep, trials));
        }

        if (withEpochs && batch.Epochs.Count > 0)
            commands.Add(PostgresEpochRows.Upsert(sweep, LatestEpochs(batch)));
        if (batch.Events.Count > 0)
            commands.Add(PostgresEventRows.Add(sweep, batch.Events));
        if (batch.Decisions.Count > 0)
            commands.Add(PostgresDecisionRows.Add(sweep, batch.Decisions));
        foreach (var use in batch.Keys)
        {
            commands.Add(PostgresKeyRows.Prune(use.At));
            commands.Add(PostgresKeyRows.AddChange(sweep, use));
        }

        return commands;
    }

    /// <exception cref="ArgumentException">An objective is NaN or infinite.</exception>
    public static void Check(StoreBatch batch)
    {
        foreach (var trial in batch.Trials)
        {
            if (trial.Objective is { } objective && !double.IsFinite(objective))
                throw new ArgumentException(
                    $"The objective of trial {trial.Trial} is {objective}; a trial without a finite one has none.", nameof(batch));
        }
    }

    private static IReadOnlyCollection<EpochRecord> LatestEpochs(StoreBatch batch) =>
        Latest(batch.Epochs, epoch => (epoch.Trial, epoch.Report.Epoch));

    // PostgreSQL refuses to write the same row twice in one statement.
    private static IReadOnlyCollection<T> Latest<T, TKey>(IReadOnlyCollection<T> rows, Func<T, TKey> key)
        where TKey : notnull
    {
        var latest = new Dictionary<TKey, T>(rows.Count);
        foreach (var row in rows)
            latest[key(row)] = row;
        return latest.Count == rows.Count ? rows : latest.Values;
    }
}
