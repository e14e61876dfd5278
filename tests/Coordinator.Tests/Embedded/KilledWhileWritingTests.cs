using System.Diagnostics;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Kills the real program while it writes, in the middle of a commit or of a checkpoint, again and again: in the end there
/// is exactly the grid, with the bits of an undisturbed run.</summary>
public sealed class KilledWhileWritingTests
{
    private const string Sweep = "killed-1";
    private const int Configurations = 4;
    private const int Seeds = 3;
    private const int Epochs = 4;
    private const int Kills = 8;

    private const string Spec = """
        name: killed
        dataset: {name: glyphs, seed: 7, train: 1100, test: 100}
        split: {last: 100}
        seeds: 3
        base: {epochs: 4, batch: 20, lr: 0.01}
        space: {width: [16, 40], optimizer: [adam, {name: sgd, momentum: 0.9}]}
        checkpoints: {last: true, best: true}
        limits: {lost_attempts: 100}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [IntegrationFact]
    public async Task Sweep_KilledWhileItWrites_EndsWithTheGridAndItsBits()
    {
        using var folder = new TemporaryFolder();
        var (undisturbed, disturbed) = (folder.Combine("undisturbed"), folder.Combine("disturbed"));
        var spec = folder.Combine("killed.yaml");
        await File.WriteAllTextAsync(spec, Spec, Cancellation);
        (await RunAsync(undisturbed, spec, killAt: null)).ShouldBe(0);

        var random = new Random(1);
        var kills = 0;
        while (await RunAsync(disturbed, spec, kills < Kills ? random.Next(1, 160) : null) is not 0)
        {
            kills++.ShouldBeLessThan(Kills, "only a kill ends it early");
            await ShouldBeResumableAsync(disturbed);
        }

        kills.ShouldBeGreaterThan(3);
        var (trials, epochs) = await ReadAsync(disturbed);
        var (expectedTrials, expectedEpochs) = await ReadAsync(undisturbed);
        trials.Select(trial => trial.Trial).ShouldBe(Enumerable.Range(0, Configurations * Seeds).Select(trial => (long)trial));
        trials.ShouldBe(expectedTrials);
        epochs.Length.ShouldBe(Configurations * Seeds * Epochs);
        epochs.ShouldBe(expectedEpochs);
    }

    /// <summary>Starts the sweep, or resumes it where it is recorded. Kills the program the moment it has touched a file of its
    /// home folder for the given number of times. Answers its exit code.</summary>
    private static async Task<int> RunAsync(string home, string spec, int? killAt)
    {
        Directory.CreateDirectory(home);
        var found = await FindAsync(home);
        // Killed after its last trial had ended, before the program had.
        if (found is { Status: SweepStatus.Finished })
            return 0;
        string[] verb = found is null ? ["run", spec] : ["resume", Sweep];
        using var watcher = new FileSystemWatcher(home) { IncludeSubdirectories = true };
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. verb, "--home", home, "--workers", "2", "--quiet",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var touched = 0;
        using var program = ChildProcess.Start(start);
        void Touch(object sender, FileSystemEventArgs touch)
        {
            if (Interlocked.Increment(ref touched) == killAt)
                program.Kill();
        }

        watcher.Changed += Touch;
        watcher.Created += Touch;
        watcher.Renamed += Touch;
        watcher.EnableRaisingEvents = true;
        var (output, error) = (new ChildOutput(program.StandardOutput), new ChildOutput(program.StandardError));
        await program.EndAsync(() => output.Text + error.Text);
        (await error.ReadToEndAsync()).ShouldBeEmpty(await output.ReadToEndAsync());
        return program.ExitCode;
    }

    /// <summary>No process holds its claim, and the beginning of the grid is recorded.</summary>
    private static async Task ShouldBeResumableAsync(string home)
    {
        if (await FindAsync(home) is not { Status: SweepStatus.Running })
            return;
        await using var store = SqliteResultStore.Open(home);
        (await store.FindClaimHolderAsync(Sweep, Cancellation)).ShouldBeNull();
        var trials = await store.ReadTrialsAsync(Sweep, Cancellation).Select(trial => trial.Trial).ToListAsync(Cancellation);
        trials.ShouldBe(Enumerable.Range(0, trials.Count).Select(trial => (long)trial));
    }

    /// <summary>Null: killed before it recorded the sweep.</summary>
    private static async Task<SweepRecord?> FindAsync(string home)
    {
        await using var store = SqliteResultStore.Open(home);
        return await store.FindSweepAsync(Sweep, Cancellation);
    }

    /// <summary>All that is recorded but attempts and times.</summary>
    private static async Task<(TrialRecord[] Trials, EpochRecord[] Epochs)> ReadAsync(string home)
    {
        await using var store = SqliteResultStore.Open(home);
        var trials = await store.ReadTrialsAsync(Sweep, Cancellation).Select(Timeless).ToArrayAsync(Cancellation);
        var epochs = await store.ReadEpochsAsync(Sweep, null, Cancellation)
            .Select(epoch => epoch with { Report = Timeless(epoch.Report) })
            .ToArrayAsync(Cancellation);
        return (trials, epochs);
    }

    private static TrialRecord Timeless(TrialRecord trial) => trial with
    {
        Attempt = 0,
        EpochsAtStart = 0,
        TrainSeconds = 0,
        StartedAt = default,
        FinishedAt = null,
        Last = Timeless(trial.Last!),
        Final = trial.Final! with { Report = Timeless(trial.Final.Report) },
    };

    private static EpochReport Timeless(EpochReport report) => report with { Seconds = 0 };
}
