using Npgsql;
using SweepCluster.Model.Spec;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>How many rows PostgreSQL touches, which is what time is made of.</summary>
public sealed class PostgresPlanTests
{
    private const int Trials = 3000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task CommitAndLeaders_StatisticsOlderThanTheSweep_ReadFewRowsPerTrial()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await WriteAsync(connection);
        var database = new NpgsqlConnectionStringBuilder(connection).Database!;
        PostgresServer.Shared.Execute(database, "ANALYZE");
        var before = await RowsReadAsync(connection, least: 1);

        await WriteAsync(connection);

        // Counted when the store's sessions end, which they do a moment after they are closed. A commit looks up each trial twice.
        (await RowsReadAsync(connection, before + Trials) - before).ShouldBeLessThan(20 * Trials);
    }

    private static async Task WriteAsync(string connection)
    {
        await using var store = PostgresResultStore.Open(new(connection));
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(configurations: Trials), Cancellation);
        for (var batch = 0; batch < 10; batch++)
        {
            var trials = Enumerable.Range(batch * Trials / 10, Trials / 10);
            await store.CommitAsync(
                sweep.Id,
                StoreSamples.Batch([.. trials.Select(trial => StoreSamples.Trial(trial, trial, configurations: Trials))]),
                Cancellation);
        }

        (await store.ReadLeadersAsync(sweep.Id, Goal.Minimize, 100, Cancellation)).Count.ShouldBe(100);
    }

    private static async Task<long> RowsReadAsync(string connection, long least)
    {
        const string rows =
            """
            SELECT ((SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = 'sweepcluster')
                + (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = 'sweepcluster'))::bigint
            """;
        await using var source = NpgsqlDataSource.Create(connection);
        return await Eventually.ReadAsync(
            $"at least {least} rows to be counted as read",
            async () =>
            {
                await using var command = source.CreateCommand(rows);
                return await command.ExecuteScalarAsync(Cancellation) as long? ?? 0;
            },
            read => read >= least);
    }
}
