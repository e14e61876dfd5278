using Npgsql;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>Databases that an earlier version wrote.</summary>
public sealed class PostgresMigrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Open_OfVersion3_LeavesFailedTrialsOutOfTheMeans()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        string id;
        await using (var store = PostgresResultStore.Open(new(connection)))
        {
            id = (await store.CreateSweepAsync(Sweep(), Cancellation)).Id;
            await store.CommitAsync(
                id,
                Batch(Trial(0, 0.5), Trial(0, 0.9, TrialState.Failed, seedIndex: 1), Trial(1, 0.6), Trial(2, 0.55, TrialState.Running)),
                Cancellation);
        }

        PostgresServer.Shared.Execute(
            new NpgsqlConnectionStringBuilder(connection).Database!,
            """
            SET search_path TO sweepcluster;
            ALTER TABLE sweeps DROP COLUMN data_root, DROP COLUMN data_fingerprint;
            ALTER TABLE trials DROP COLUMN continuation, DROP COLUMN lost_attempts, DROP COLUMN epochs_at_start;
            UPDATE configuration_means SET mean = 0.7 WHERE configuration = 0;
            ALTER TABLE trials DROP COLUMN stop_at;
            DROP TABLE decisions;
            DROP TABLE request_keys;
            UPDATE schema_version SET version = 3;
            """);

        await using var migrated = PostgresResultStore.Open(new(connection));
        var leaders = await migrated.ReadLeadersAsync(id, Goal.Maximize, 3, Cancellation);

        leaders.Select(leader => leader.Configuration).ShouldBe([1, 2, 0]);
        (await migrated.FindTrialAsync(id, 1000, Cancellation))!.Objective.ShouldBeNull();
        (await migrated.FindTrialAsync(id, 0, Cancellation)).ShouldBe(Trial(0, 0.5));
        (await migrated.FindSweepAsync(id, Cancellation))!.Data.ShouldBeNull();
    }

    [PostgresFact]
    public async Task Open_OfVersion4_KeepsEventsInTheirOrderAndTakesClaims()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        EventRecord[] events = [new(Start.AddHours(1), "paused", null, ""), new(Start, "resumed", null, "")];
        string id;
        await using (var store = PostgresResultStore.Open(new(connection)))
        {
            id = (await store.CreateSweepAsync(Sweep(), Cancellation)).Id;
            await store.CommitAsync(id, Batch(events), Cancellation);
        }

        PostgresServer.Shared.Execute(
            new NpgsqlConnectionStringBuilder(connection).Database!,
            """
            SET search_path TO sweepcluster;
            ALTER TABLE sweeps DROP COLUMN claimant, DROP COLUMN claimant_token, DROP COLUMN claim_backend;
            DROP INDEX events_in_order;
            ALTER TABLE trials DROP COLUMN lost_attempts, DROP COLUMN epochs_at_start;
            ALTER TABLE trials DROP COLUMN stop_at;
            DROP TABLE decisions;
            DROP TABLE request_keys;
            UPDATE schema_version SET version = 4;
            """);

        await using var migrated = PostgresResultStore.Open(new(connection));

        (await migrated.ReadEventsAsync(id, Cancellation)).ShouldBe(events);
        (await migrated.FindKeyAsync(id, "a key", Cancellation)).ShouldBeNull();
        await (await migrated.ClaimAsync(id, new("a silo", _ => false), Cancellation)).DisposeAsync();
    }
}
