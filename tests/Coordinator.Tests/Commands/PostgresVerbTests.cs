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
            .Output.ShouldMatch("^127.0.0.1:[0-9]+, database sweeps_[0-9]+: created the schema, version 6\\.\n$");
        (await verbs.RunAsync("migrate", "--postgres", connection)).Output.ShouldContain("up to date, version 6");
        (await verbs.RunAsync("migrate", "--postgres", connection, "--json")).Output.ShouldContain("\"from\":6,\"to\":6");
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
