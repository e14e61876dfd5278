using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program, trainer and signals.</summary>
[Integration]
public sealed class InterruptionProcessTests
{
    // A quick trial that shows when the signal may come, and one that no machine ends by itself.
    private const string LongSpec =
        "name: long\ndataset: {name: glyphs, train: 2000, test: 100}\nbase: {width: 8, batch: 100}\nspace: {epochs: [1, 100000]}\n";

    [UnixTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Run_Signalled_LeavesTheSweepResumable(string signal)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("long.yaml");
        await File.WriteAllTextAsync(spec, LongSpec, TestContext.Current.CancellationToken);
        using var process = CommandLine.Start("run", spec, "--home", folder.Path, "--workers", "1");
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);
        var lines = new List<string>();
        await process.StandardOutput.ReadUntilAsync("trial 0 to end, and the program after the signal", line =>
        {
            lines.Add(line);
            if (line.Contains("trial 0", StringComparison.Ordinal))
                process.Signal(signal);
            return false;
        });
        await process.EndAsync(() => errors.Text);

        process.ExitCode.ShouldBe(130, string.Join('\n', [.. lines, errors.Text]));
        lines.ShouldContain("Go on with: ./sweep resume long-1");
        var (_, listed, _) = await CommandLine.RunAsync("ls", "--home", folder.Path);
        listed.ShouldContain("interrupted");
        listed.ShouldContain("1/2");
    }

    [LinuxFact]
    public async Task Resume_WhileTheProcessThatRunsTheSweepIsStopped_NamesItAndTheRemedy()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("long.yaml");
        await File.WriteAllTextAsync(spec, LongSpec, TestContext.Current.CancellationToken);
        using var process = CommandLine.Start("run", spec, "--home", folder.Path, "--workers", "1");
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);
        await process.StandardOutput.ReadUntilAsync("trial 0 to end", line => line.Contains("trial 0", StringComparison.Ordinal));
        var holder = (await File.ReadAllTextAsync(folder.Combine("claims", "long-1.pid"), TestContext.Current.CancellationToken)).Trim();
        process.Signal("STOP");

        await Eventually.PassesAsync("resume to say that the process is stopped", async () =>
        {
            var (code, _, error) = await CommandLine.RunAsync("resume", "long-1", "--home", folder.Path);
            code.ShouldBe(2, errors.Text);
            error.ShouldContain($"process {holder}, which is stopped");
            error.ShouldContain($"`kill -CONT {holder}`");
        });
    }
}
