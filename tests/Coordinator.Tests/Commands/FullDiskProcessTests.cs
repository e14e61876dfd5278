using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program on a real disk that fills up: a small file system of its own.</summary>
[Integration]
public sealed class FullDiskProcessTests
{
    // Gets the folder to mount at, the program, the spec, and the KiB that are left when the sweep begins. What each program reports goes
    // to the errors.
    private const string Script = """
        mount -t tmpfs -o size=8m none "$0" || exit 99
        head -c $(( $(stat -f -c '%a*%S' "$0") - $3 * 1024 )) /dev/zero > "$0/filler"
        dotnet "$1" run "$2" --home "$0/home" --workers 1 --quiet >/dev/null
        echo "run $?"
        rm "$0/filler"
        dotnet "$1" ls --home "$0/home" 2>&1
        echo "ls $?"
        dotnet "$1" resume --home "$0/home" --workers 1 --quiet >/dev/null 2>/dev/null
        echo "resume $?"
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(120)]
    [InlineData(200)]
    [InlineData(260)]
    public async Task Run_OnAFullDisk_SaysSoAndLeavesNothingHalfDone(int kibibytes)
    {
        Requirement.SkipWithout(Requirement.Mount);
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("full.yaml");
        await File.WriteAllTextAsync(
            spec,
            "name: full\ndataset: {name: glyphs, train: 500, test: 100}\nbase: {epochs: 1, width: 8, batch: 100}\n"
            + "space: {lr: [0.1, 0.2]}\n",
            TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder.Combine("disk"));
        var start = ChildProcess.WithDefaultInterrupt(
            "unshare", "-rm", "sh", "-c", Script, folder.Combine("disk"), Path.Combine(AppContext.BaseDirectory, "sweep.dll"), spec,
            $"{kibibytes}");
        start.Environment.Remove("SWEEP_POSTGRES");

        var (code, output, error) = await ChildProcess.RunAsync(start);

        code.ShouldBe(0, error);
        output.ShouldContain("run 1\n");
        // The second is said of a checkpoint.
        error.ShouldMatch("is full|No space left on device");
        error.ShouldNotContain("Internal error");
        output.ShouldContain("ls 0\n");
        // Recorded, it can be resumed; else nothing was started.
        output.ShouldContain(output.Contains("full-1", StringComparison.Ordinal) ? "resume 0\n" : "resume 2\n");
        if (!output.Contains("full-1", StringComparison.Ordinal))
            error.ShouldNotContain("then resume");
    }
}
