using System.Diagnostics;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program, trainer and signals.</summary>
public sealed class InterruptionProcessTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_Signalled_LeavesTheSweepResumable(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "needs POSIX signals");
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("long.yaml");
        // A quick trial that tells when the signal may come, and one that no machine ends by itself.
        await File.WriteAllTextAsync(
            spec,
            "name: long\ndataset: {name: glyphs, train: 2000, test: 100}\nbase: {width: 8, batch: 100}\nspace: {epochs: [1, 100000]}\n",
            TestContext.Current.CancellationToken);
        using var process = CommandLine.Start("run", spec, "--home", folder.Path, "--workers", "1");
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.Contains("trial 0", StringComparison.Ordinal))
                Process.Start("kill", [$"-{signal}", $"{process.Id}"]).Dispose();
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130, string.Join('\n', lines));
        lines.ShouldContain("Go on with: ./sweep resume long-1");
        var (_, listed, _) = await CommandLine.RunAsync("ls", "--home", folder.Path);
        listed.ShouldContain("interrupted");
        listed.ShouldContain("1/2");
    }
}
