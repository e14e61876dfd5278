using Npgsql;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>What can be wrong with a connection: each a clear message, at once and without the password.</summary>
public sealed class PostgresRefusalTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("Username=sweep;Password=hunter2")]
    [InlineData("Host=db;Password=hunter;2=hunter2")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("mysql://sweep:hunter2@db/sweeps")]
    [InlineData("postgres://")]
    [InlineData("postgres://sweep:hunter2@db/sweeps?sslmode=require")]
    public void Open_UnreadableConnection_IsRefusedWithTheForms(string connection)
    {
        var refusal = Should.Throw<SweepException>(() => PostgresResultStore.Open(new(connection)));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain("postgres://");
        refusal.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Open_NobodyListens_NamesHostAndPort()
    {
        var port = FreePort.Find();

        var refusal = Should.Throw<SweepException>(
            () => PostgresResultStore.Open(new($"postgres://sweep:hunter2@127.0.0.1:{port}/sweeps")));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain($"127.0.0.1:{port}, database sweeps does not answer");
        refusal.ToString().ShouldNotContain("hunter2");
    }

    [PostgresFact]
    public void Open_WrongPassword_IsRefused()
    {
        var connection =
            new NpgsqlConnectionStringBuilder(PostgresServer.Shared.Connection("postgres")) { Password = "hunter2" }.ConnectionString;

        var refusal = Should.Throw<SweepException>(() => PostgresResultStore.Open(new(connection)));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain("password");
        refusal.ToString().ShouldNotContain("hunter2");
    }

    [PostgresFact]
    public void Open_NoSuchDatabase_IsRefused() =>
        Should.Throw<SweepException>(() => PostgresResultStore.Open(new(PostgresServer.Shared.Connection("nowhere"))))
            .Message.ShouldContain("no such database");

    [PostgresFact]
    public void Open_UserWhoMayNotCreate_IsRefused()
    {
        var connection = new NpgsqlConnectionStringBuilder(PostgresServer.Shared.CreateDatabase());
        PostgresServer.Shared.Execute("postgres", "CREATE ROLE guest LOGIN PASSWORD 'guest'");
        (connection.Username, connection.Password) = ("guest", "guest");

        Should.Throw<SweepException>(() => PostgresResultStore.Open(new(connection.ConnectionString)))
            .Message.ShouldContain("GRANT CREATE");
    }

    [PostgresFact]
    public async Task CreateSweep_DiskFull_SaysThatNothingWasStarted()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await using IResultStore store = PostgresResultStore.Open(new(connection));
        FillDisk(connection, "INSERT");

        var refusal = await Should.ThrowAsync<SweepException>(
            () => store.CreateClaimedSweepAsync(StoreSamples.Sweep(), TestContext.Current.CancellationToken));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain("is full (could not extend file)");
        refusal.Message.ShouldContain("nothing was started");
        refusal.Message.ShouldNotContain("resume");
    }

    [PostgresFact]
    public async Task CreateClaimedSweep_ClaimIsRefused_LeavesNoSweep()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await using IResultStore store = PostgresResultStore.Open(new(connection));
        FillDisk(connection, "UPDATE OF claim_token");

        await Should.ThrowAsync<SweepException>(
            () => store.CreateClaimedSweepAsync(StoreSamples.Sweep(), TestContext.Current.CancellationToken));

        (await store.ListSweepsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [PostgresFact]
    public async Task Open_NewerVersion_IsRefusedAndLeftAlone()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await PostgresResultStore.Open(new(connection)).DisposeAsync();
        PostgresServer.Shared.Execute(
            new NpgsqlConnectionStringBuilder(connection).Database!, "UPDATE sweepcluster.schema_version SET version = 999");

        foreach (var _ in new[] { 1, 2 })
        {
            var refusal = Should.Throw<SweepException>(() => PostgresResultStore.Open(new(connection)));
            refusal.Kind.ShouldBe(SweepErrorKind.Environment);
            refusal.Message.ShouldContain("999");
        }
    }

    /// <summary>Makes the server refuse a kind of change of sweeps, as it does without room on its disk.</summary>
    private static void FillDisk(string connection, string change) =>
        PostgresServer.Shared.Execute(new NpgsqlConnectionStringBuilder(connection).Database!, $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';
            END $$;
            CREATE TRIGGER full_disk BEFORE {change} ON sweepcluster.sweeps FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
}
