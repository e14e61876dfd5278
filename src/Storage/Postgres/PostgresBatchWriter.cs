using Npgsql;
using NpgsqlTypes;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Storage.Postgres;

/// <summary>Creates the statements of one commit. They are sent together as one transaction: there is one answer, and a failure of any
/// statement undoes the others. Rows are sent as arrays, one per column.</summary>
internal static class PostgresBatchWriter
{
    /// <param name="token">The token of the claim under which this is written; null if this store made no claim.</param>
    public static IReadOnlyList<NpgsqlBatchCommand> Commands(int sweep, long? token, StoreBatch batch)
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

        if (batch.Epochs.Count > 0)
            commands.Add(PostgresEpochRows.Upsert(sweep, Latest(batch.Epochs, epoch => (epoch.Trial, epoch.Report.Epoch))));
        if (batch.Events.Count > 0)
            commands.Add(PostgresEventRows.Add(sweep, batch.Events));
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
