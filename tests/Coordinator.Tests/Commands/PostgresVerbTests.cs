using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program with its results in PostgreSQL.</summary>
public sealed class PostgresVerbTests
{
    private const string Spec =
        "name: quick\ndataset: {name: glyphs, seed: 7, train: 600, test: 100}\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 1, batch: 50}\n"
        + "space: {width: [8, 16]}\n";

    [PostgresFact]
    public async Task Run_WithPostgres_KeepsResultsThereAndNoneInTheHome()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("spec.yaml");
        await File.WriteAllTextAsync(spec, Spec, TestContext.Current.CancellationToken);
        string[] place = ["--postgres", PostgresServer.Shared.CreateDatabase(), "--home", folder.Combine("home")];

        (await CommandLine.RunAsync(["run", spec, "--quiet", .. place])).Code.ShouldBe(0);
        var (code, output, _) = await CommandLine.RunAsync(["ls", .. place]);

        code.ShouldBe(0);
        output.ShouldContain("quick-1");
        output.ShouldContain("4/4");
        (await CommandLine.RunAsync(["leaderboard", .. place])).Output.ShouldContain("16");
        (await CommandLine.RunAsync(["doctor", .. place])).Output.ShouldContain("PostgreSQL at 127.0.0.1");
        Directory.EnumerateFiles(folder.Path, "sweeps.db*", SearchOption.AllDirectories).ShouldBeEmpty();
        (await CommandLine.RunAsync("ls", "--home", folder.Combine("home"))).Output.ShouldNotContain("quick-1");
    }

    [PostgresFact]
    public async Task Migrate_Twice_SaysWhatItDid()
    {
        using var verbs = new VerbRun();
        var connection = PostgresServer.Shared.CreateDatabase();

        (await verbs.RunAsync("migrate", "--postgres", connection))
            .Output.ShouldMatch("^127.0.0.1:[0-9]+, database sweeps_[0-9]+: created the schema, version 8\\.\n$");
        (await verbs.RunAsync("migrate", "--postgres", connection)).Output.ShouldContain("up to date, version 8");
        (await verbs.RunAsync("migrate", "--postgres", connection, "--json")).Output.ShouldContain("\"from\":8,\"to\":8");
    }

    [PostgresFact]
    public async Task Migrate_GrantTo_LetsAnotherRoleRunASweep()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("spec.yaml");
        await File.WriteAllTextAsync(spec, Spec, TestContext.Current.CancellationToken);
        var owner = PostgresServer.Shared.CreateDatabase();
        var user = PostgresServer.Shared.CreateRole(owner, "runner");
        string[] home = ["--home", folder.Combine("home")];

        var (code, output, error) = await CommandLine.RunAsync(["migrate", "--postgres", owner, "--grant-to", "runner", .. home]);
        code.ShouldBe(0, error);
        output.ShouldEndWith("created the schema, version 8. The role runner may run sweeps there.\n");

        (await CommandLine.RunAsync(["run", spec, "--quiet", "--postgres", user, .. home])).Code.ShouldBe(0);
        (await CommandLine.RunAsync(["ls", "--postgres", user, .. home])).Output.ShouldContain("4/4");
    }

    [PostgresFact]
    public async Task Migrate_WithTheConnectionOfThoseWhoRunSweeps_GrantsToItsUser()
    {
        using var folder = new TemporaryFolder();
        var owner = PostgresServer.Shared.CreateDatabase();
        var user = PostgresServer.Shared.CreateRole(owner, "runner_of_a_pod");
        string[] migrate = ["migrate", "--json", "--postgres", owner, "--home", folder.Path];

        var granted = await CommandLine.RunAsync([("SWEEP_GRANT_TO_USER_OF", user)], migrate);
        var same = await CommandLine.RunAsync([("SWEEP_GRANT_TO_USER_OF", owner)], ["migrate", "--postgres", owner, "--home", folder.Path]);
        var unnamed = await CommandLine.RunAsync([("SWEEP_GRANT_TO_USER_OF", "Host=127.0.0.1")], migrate);

        granted.Output.ShouldContain("\"granted_to\":\"runner_of_a_pod\"");
        same.Output.ShouldContain("owns the tables, so it needs no grant.");
        (unnamed.Code, unnamed.Output).ShouldBe((2, ""));
        unnamed.Error.ShouldStartWith("SWEEP_GRANT_TO_USER_OF: the connection names no user.");
    }

    [PostgresTheory]
    [InlineData("", "--grant-to: the name is empty.")]
    [InlineData("nobody_of_that_name", "--grant-to: PostgreSQL at 127.0.0.1:")]
    public async Task Migrate_GrantToARoleThatDoesNotExist_IsRefusedInOneLine(string role, string message)
    {
        using var verbs = new VerbRun();

        var (code, _, error) = await verbs.RunAsync("migrate", "--postgres", PostgresServer.Shared.CreateDatabase(), "--grant-to", role);

        code.ShouldBe(2);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(message);
    }

    [Fact]
    public async Task Migrate_DatabaseThatDoesNotAnswer_SaysSoWithoutThePassword()
    {
        using var verbs = new VerbRun();

        var (code, _, error) = await verbs.RunAsync("migrate", "--postgres", "postgres://sweep:hunter2@127.0.0.1:1/sweeps");

        code.ShouldBe(1);
        error.ShouldContain("127.0.0.1:1, database sweeps does not answer");
        error.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task List_ClusterAndPostgres_IsRefused()
    {
        using var verbs = new VerbRun();

        var (code, _, error) = await verbs.RunAsync("ls", "--postgres", "postgres://db/sweeps", "--cluster", "http://127.0.0.1:1");

        code.ShouldBe(2);
        error.ShouldContain("give one of them");
    }
}
