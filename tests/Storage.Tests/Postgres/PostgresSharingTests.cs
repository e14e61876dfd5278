using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>Several stores on one database, as several processes have, and texts that the database would refuse.</summary>
public sealed class PostgresSharingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Migrate_NewDatabaseByManyAtOnce_MakesOneSchema()
    {
        const int openers = 4;
        using var start = new Barrier(openers);
        for (var round = 0; round < 5; round++)
        {
            var options = new PostgresOptions(PostgresServer.Shared.CreateDatabase());
            var migrations = await Task.WhenAll(Enumerable.Range(0, openers).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancellation);
                    return PostgresResultStore.Migrate(options);
                },
                Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default))).WithinDeadlineAsync("all to have opened the store");

            migrations.Count(migration => migration.From == 0).ShouldBe(1);
            migrations.ShouldAllBe(migration => migration.To == 8 && (migration.From == 0 || migration.From == 8));
        }
    }

    [PostgresFact]
    public async Task Create_SameNameByManyAtOnce_GivesEachItsNumber()
    {
        var options = new PostgresOptions(PostgresServer.Shared.CreateDatabase());
        var stores = Enumerable.Range(0, 4).Select(_ => PostgresResultStore.Open(options)).ToList();

        var sweeps = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(number => stores[number % 4].CreateSweepAsync(StoreSamples.Sweep("a"), Cancellation)))
            .WithinDeadlineAsync("all sweeps to be created");

        sweeps.Select(sweep => sweep.Id).Order(StringComparer.Ordinal).ShouldBe(
            Enumerable.Range(1, 40).Select(number => $"a-{number}").Order(StringComparer.Ordinal));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [PostgresFact]
    public async Task Commit_ManyAtOnceToOneSweep_KeepsTheCountsRight()
    {
        await using var store = PostgresResultStore.Open(new(PostgresServer.Shared.CreateDatabase()));
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => store.CommitAsync(
            sweep.Id,
            StoreSamples.Batch(StoreSamples.Trial(0, 0.5, (TrialState)(number % 6), pass: number % 3), StoreSamples.Trial(number)),
            Cancellation)))
            .WithinDeadlineAsync("all batches to be committed");

        var trials = await store.ReadTrialsAsync(sweep.Id, Cancellation).ToListAsync(Cancellation);
        trials.Count.ShouldBe(60);
        (await store.CountTrialsAsync(sweep.Id, Cancellation)).ShouldBe(
            trials.GroupBy(trial => trial.State).Select(group => KeyValuePair.Create(group.Key, group.LongCount())), ignoreOrder: true);
    }

    [PostgresFact]
    public async Task Commit_TextsThatPostgresRefuses_AreKeptWithReplacements()
    {
        await using var store = PostgresResultStore.Open(new(PostgresServer.Shared.CreateDatabase()));
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);
        var trial = StoreSamples.Trial(0, null, TrialState.Failed) with { Reason = "a\0b\uD800c\U0001F600" };
        var noted = new EventRecord(StoreSamples.Start, "trial-failed", 0, new string('x', 100_000) + "\0");

        await store.CommitAsync(sweep.Id, new(null, [trial], [], [noted]), Cancellation);
        await store.CommitAsync(sweep.Id, new(null, [trial], [], [noted]), Cancellation);

        (await store.FindTrialAsync(sweep.Id, 0, Cancellation))!.Reason.ShouldBe("a\uFFFDb\uFFFDc\U0001F600");
        (await store.ReadEventsAsync(sweep.Id, Cancellation)).ShouldHaveSingleItem().Detail.ShouldEndWith("x\uFFFD");
    }

    [PostgresFact]
    public async Task Open_ByAddress_FindsTheSameDatabase()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        var database = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database;
        var password = Uri.EscapeDataString(PostgresServer.Password);
        var address = $"postgres://{PostgresServer.User}:{password}@127.0.0.1:{PostgresServer.Shared.Port}/{database}";
        await using var first = PostgresResultStore.Open(new(connection));
        await using var second = PostgresResultStore.Open(new(address));

        var sweep = await first.CreateSweepAsync(StoreSamples.Sweep(), Cancellation);

        (await second.FindSweepAsync(sweep.Id, Cancellation)).ShouldBe(sweep);
        new PostgresOptions(address).ToString().ShouldBe($"127.0.0.1:{PostgresServer.Shared.Port}, database {database}");
    }
}
