using Npgsql;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Storage.Postgres;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Storage.Tests.Postgres;

/// <summary>One role owns the tables, another runs sweeps.</summary>
public sealed class PostgresGrantTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Store_OfTheGrantedRole_RunsASweepFromItsBeginningToItsRemoval()
    {
        var (owner, user, role) = CreateRoles();

        PostgresResultStore.Migrate(new(owner), role).Grant.ShouldBe(new(role, IsOwner: false));

        await using var store = PostgresResultStore.Open(new(user));
        var id = (await store.CreateSweepAsync(Sweep(), Cancellation)).Id;
        await using (await store.ClaimAsync(id, new("a silo", _ => false), Cancellation))
        {
            await store.CommitAsync(id, Batch(Trial(0, 0.5), Trial(1, 0.6)), Cancellation);
            (await store.ReadLeadersAsync(id, Goal.Maximize, 1, Cancellation)).ShouldHaveSingleItem().Configuration.ShouldBe(1);
            await store.DeleteSweepAsync(id, Cancellation);
        }

        (await store.ListSweepsAsync(Cancellation)).ShouldBeEmpty();
    }

    [PostgresTheory]
    [InlineData("DROP TABLE sweepcluster.trials")]
    [InlineData("ALTER TABLE sweepcluster.trials ADD COLUMN more integer")]
    [InlineData("CREATE TABLE sweepcluster.more (more integer)")]
    [InlineData("UPDATE sweepcluster.schema_version SET version = 1")]
    [InlineData("UPDATE sweepcluster.OrleansQuery SET QueryText = ''")]
    public void Tables_ForTheGrantedRole_CanNotBeChanged(string statement)
    {
        var (owner, user, role) = CreateRoles();
        PostgresResultStore.Migrate(new(owner), role);

        Should.Throw<PostgresException>(() => Execute(user, statement)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [PostgresFact]
    public void Table_CreatedAfterTheGrant_IsGranted()
    {
        var (owner, user, role) = CreateRoles();
        PostgresResultStore.Migrate(new(owner), role);

        Execute(owner, "CREATE TABLE sweepcluster.later (number integer GENERATED ALWAYS AS IDENTITY, text text)");

        Execute(user, "INSERT INTO sweepcluster.later (text) VALUES ('a'); DELETE FROM sweepcluster.later");
    }

    [PostgresFact]
    public void Grant_Twice_IsTheSame()
    {
        var (owner, user, role) = CreateRoles();
        PostgresResultStore.Migrate(new(owner), role);

        PostgresResultStore.Migrate(new(owner), role).ShouldBe(
            PostgresResultStore.Migrate(new(owner)) with { Grant = new(role, IsOwner: false) });

        Execute(user, "SELECT FROM sweepcluster.sweeps");
    }

    [PostgresFact]
    public async Task Role_WhoseNameNeedsQuoting_IsGrantedAndNothingElseHappens()
    {
        const string suffix = "\"; DROP SCHEMA sweepcluster CASCADE; -- $1 ' Ü";
        var (owner, user, role) = CreateRoles(suffix);
        role.ShouldEndWith(suffix);

        PostgresResultStore.Migrate(new(owner), role);

        await using var store = PostgresResultStore.Open(new(user));
        await store.CreateSweepAsync(Sweep(), Cancellation);
    }

    [PostgresTheory]
    [InlineData("nobody_of_that_name")]
    [InlineData("public")]
    [InlineData("a\0b")]
    public void Role_ThatDoesNotExist_IsRefusedAndTheSchemaIsUpToDate(string role)
    {
        var (owner, _, _) = CreateRoles();

        var refused = Should.Throw<SweepException>(() => PostgresResultStore.Migrate(new(owner), role));

        refused.Message.ShouldStartWith("--grant-to: PostgreSQL at 127.0.0.1:");
        refused.Message.ShouldContain($"has no role '{role.Replace('\0', '?')}'");
        var migration = PostgresResultStore.Migrate(new(owner));
        migration.From.ShouldBe(migration.To);
    }

    [PostgresFact]
    public async Task Role_ThatOwnsTheTables_KeepsAllRights()
    {
        var (owner, _, _) = CreateRoles();
        var role = PostgresConnection.FindUser(owner)!;

        PostgresResultStore.Migrate(new(owner), role).Grant.ShouldBe(new(role, IsOwner: true));

        Execute(owner, "UPDATE sweepcluster.schema_version SET version = version");
        await PostgresResultStore.Open(new(owner)).DisposeAsync();
    }

    [PostgresFact]
    public void Grant_ByARoleThatDoesNotOwnTheTables_IsRefused()
    {
        var (owner, user, role) = CreateRoles();
        PostgresResultStore.Migrate(new(owner), role);
        var other = PostgresServer.Shared.CreateRole(owner, role + "_other");

        var refused = Should.Throw<SweepException>(
            () => PostgresResultStore.Migrate(new(user), PostgresConnection.FindUser(other)));

        refused.Kind.ShouldBe(SweepErrorKind.Input);
        refused.Message.ShouldContain("owner");
    }

    [PostgresFact]
    public void Open_RoleWithoutAGrant_NamesTheRemedy()
    {
        var (owner, user, _) = CreateRoles();
        PostgresResultStore.Migrate(new(owner));

        Should.Throw<SweepException>(() => PostgresResultStore.Open(new(user))).Message.ShouldContain("./sweep migrate --grant-to");
    }

    /// <summary>A new database with a role that may create the schema, and one that may connect.</summary>
    private static (string Owner, string User, string Role) CreateRoles(string suffix = "")
    {
        var database = PostgresServer.Shared.CreateDatabase();
        var name = new NpgsqlConnectionStringBuilder(database).Database!;
        var owner = PostgresServer.Shared.CreateRole(database, name + "_owner");
        PostgresServer.Shared.Execute("postgres", $"GRANT CREATE ON DATABASE {name} TO {name}_owner");
        var role = name + "_user" + suffix;
        return (owner, PostgresServer.Shared.CreateRole(database, role), role);
    }

    private static void Execute(string connection, string sql)
    {
        using var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        opened.Open();
        using var command = new NpgsqlCommand(sql, opened);
        command.ExecuteNonQuery();
    }
}
