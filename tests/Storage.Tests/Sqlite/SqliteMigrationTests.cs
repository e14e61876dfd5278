using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Storage.Tests.Sqlite;

/// <summary>Stores that an earlier version wrote.</summary>
public sealed class SqliteMigrationTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Open_OfVersion2_LeavesFailedTrialsOutOfTheMeans()
    {
        string id;
        await using (var store = SqliteResultStore.Open(_home.Path))
        {
            id = (await store.CreateSweepAsync(Sweep(), Cancellation)).Id;
            await store.CommitAsync(
                id,
                Batch(Trial(0, 0.5), Trial(0, 0.9, TrialState.Failed, seedIndex: 1), Trial(1, 0.6), Trial(2, 0.55, TrialState.Running)),
                Cancellation);
        }

        using (var database = SqliteDatabase.Open(_home.Combine("sweeps.db")))
        {
            database.Execute(
                """
                ALTER TABLE sweeps DROP COLUMN data_root;
                ALTER TABLE sweeps DROP COLUMN data_fingerprint;
                ALTER TABLE trials DROP COLUMN continuation;
                ALTER TABLE trials DROP COLUMN lost_attempts;
                ALTER TABLE trials DROP COLUMN epochs_at_start;
                UPDATE configuration_means SET mean = 0.7 WHERE configuration = 0;
                UPDATE mean_blocks SET greatest = 0.7;
                ALTER TABLE trials DROP COLUMN stop_at;
                DROP TABLE decisions;
                DROP TABLE request_keys;
                PRAGMA user_version = 2;
                """);
        }

        await using var migrated = SqliteResultStore.Open(_home.Path);
        var leaders = await migrated.ReadLeadersAsync(id, Goal.Maximize, 3, Cancellation);

        leaders.Select(leader => leader.Configuration).ShouldBe([1, 2, 0]);
        (await migrated.FindTrialAsync(id, 1000, Cancellation))!.Objective.ShouldBeNull();
        (await migrated.FindTrialAsync(id, 0, Cancellation)).ShouldBe(Trial(0, 0.5));
        (await migrated.FindSweepAsync(id, Cancellation))!.Data.ShouldBeNull();
    }

    [Fact]
    public async Task Open_OfVersion3_KeepsEventsInTheirOrder()
    {
        EventRecord[] events = [new(Start.AddHours(1), "paused", null, ""), new(Start, "resumed", null, "")];
        string id;
        await using (var store = SqliteResultStore.Open(_home.Path))
        {
            id = (await store.CreateSweepAsync(Sweep(), Cancellation)).Id;
            await store.CommitAsync(id, Batch(events), Cancellation);
        }

        using (var database = SqliteDatabase.Open(_home.Combine("sweeps.db")))
            database.Execute(
                """
                DROP INDEX events_in_order;
                ALTER TABLE trials DROP COLUMN lost_attempts;
                ALTER TABLE trials DROP COLUMN epochs_at_start;
                ALTER TABLE trials DROP COLUMN stop_at;
                DROP TABLE decisions;
                DROP TABLE request_keys;
                PRAGMA user_version = 3;
                """);

        await using var migrated = SqliteResultStore.Open(_home.Path);

        (await migrated.ReadEventsAsync(id, Cancellation)).ShouldBe(events);
        (await migrated.FindKeyAsync(id, "a key", Cancellation)).ShouldBeNull();
    }
}
