using System.Security.Cryptography;
using SweepCluster.Contracts.Numerics;
using SweepCluster.Contracts.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program, killed again and again: what is recorded in the end is what an undisturbed run records.</summary>
public sealed class KilledSweepTests
{
    private const int FewestKills = 12;
    private const int Grid = 32;
    private const string Id = "killed-1";

    private const string Spec = """
        name: killed
        dataset: {name: glyphs, train: 2000, test: 200}
        split: {last: 200}
        seeds: 4
        base: {epochs: 25, batch: 20, optimizer: adam}
        space:
          width: [16, 40, 64, 96]
          activation: [relu, gelu]

        """;

    [Fact]
    public async Task Sweep_KilledAtRandomMomentsAndResumed_EndsWithTheGridAndTheBitsOfAnUndisturbedRun()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("spec.yaml");
        await File.WriteAllTextAsync(spec, Spec, TestContext.Current.CancellationToken);
        var (undisturbed, disturbed) = (folder.Combine("undisturbed"), folder.Combine("disturbed"));
        (await CommandLine.RunAsync("run", spec, "--home", undisturbed, "--workers", "1")).Code.ShouldBe(0);

        var kills = 0;
        for (var status = await StatusAsync(disturbed); status != SweepStatus.Finished && kills < 100; status = await StatusAsync(disturbed))
        {
            // Killed before it was recorded, it has to be submitted again.
            string[] verb = status is null ? ["run", spec] : ["resume", Id];
            var code = await KillAsync(kills, [.. verb, "--home", disturbed, "--workers", "2"]);
            code.ShouldBeOneOf(null, (int?)0);
            kills += code is null ? 1 : 0;
        }

        kills.ShouldBeGreaterThanOrEqualTo(FewestKills);
        var expected = await RecordedAsync(undisturbed);
        var found = await RecordedAsync(disturbed);
        expected.Trials.Select(trial => trial.Trial).ShouldBe(Enumerable.Range(0, Grid).Select(index => (long)index));
        expected.Trials.ShouldAllBe(trial => trial.State == TrialState.Succeeded);
        found.Trials.ShouldBe(expected.Trials);
        found.Epochs.ShouldBe(expected.Epochs);
    }

    // Kills the process (SIGKILL) once it has said something, and a number of hashes later. Null: killed; else how it ended by itself.
    private static async Task<int?> KillAsync(int number, params string[] arguments)
    {
        var random = new Philox(11, 0, RandomPurpose.Dataset, (uint)number);
        using var process = CommandLine.Start(arguments);
        var lines = random.Below(0, 2);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not null && lines-- > 0)
        {
        }

        var block = new byte[1 << 16];
        for (var hashes = number < FewestKills ? random.Below(1, 3000) : int.MaxValue; hashes > 0 && !process.HasExited; hashes--)
            SHA256.HashData(block, block.AsSpan(0, 32));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        const int killed = 128 + 9;
        return process.ExitCode == killed ? null : process.ExitCode;
    }

    private static async Task<SweepStatus?> StatusAsync(string home)
    {
        await using var store = SqliteResultStore.Open(home);
        return (await store.FindSweepAsync(Id, TestContext.Current.CancellationToken))?.Status;
    }

    // What must not depend on when and how often it was run.
    private static async Task<(List<TrialRecord> Trials, List<EpochRecord> Epochs)> RecordedAsync(string home)
    {
        await using var store = SqliteResultStore.Open(home);
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(Id, TestContext.Current.CancellationToken))
        {
            trials.Add(trial with
            {
                Attempt = 0,
                TrainSeconds = 0,
                StartedAt = default,
                FinishedAt = null,
                Last = Timeless(trial.Last!),
                Final = trial.Final! with { Report = Timeless(trial.Final.Report) },
            });
        }

        var epochs = new List<EpochRecord>();
        await foreach (var epoch in store.ReadEpochsAsync(Id, null, TestContext.Current.CancellationToken))
            epochs.Add(epoch with { Report = Timeless(epoch.Report) });
        return (trials, epochs);
    }

    private static EpochReport Timeless(EpochReport report) => report with { Seconds = 0 };
}
