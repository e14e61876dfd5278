using System.Diagnostics;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>The real program, killed in the same trial until that trial is given up.</summary>
public sealed class KilledInATrialTests
{
    private const string Sweep = "lost-1";

    // An epoch takes minutes.
    private const string Spec = """
        name: lost
        dataset: {name: glyphs, seed: 7, train: 20000, test: 100}
        split: none
        base: {hidden: [2000], batch: 1, epochs: 1}
        objective: {metric: train_loss, goal: minimize}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [IntegrationFact]
    public async Task Sweep_WhoseProcessEndsThreeTimesInATrial_FailsTheTrialWithTheReason()
    {
        using var folder = new TemporaryFolder();
        var (home, spec) = (folder.Combine("home"), folder.Combine("lost.yaml"));
        await File.WriteAllTextAsync(spec, Spec, Cancellation);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            using var program = Start(home, attempt == 1 ? ["run", spec] : ["resume", Sweep]);
            var (output, error) = (new ChildOutput(program.StandardOutput), new ChildOutput(program.StandardError));
            await Eventually.ReadAsync(
                $"attempt {attempt} to begin", () => RecordedTrial.FindAsync(home, Sweep, 0), trial => trial?.Attempt == attempt,
                _ => output.Text + error.Text);
            program.Kill();
            await program.EndAsync(() => output.Text + error.Text);
        }

        var resumed = await RunAsync(home, "resume", Sweep);
        var shown = await RunAsync(home, "show", Sweep, "--trial", "0");

        resumed.ShouldContain("failed");
        shown.ShouldContain("3 attempts in a row were lost");
        shown.ShouldContain("attempt 1: the process ended without notice");
        (await RecordedTrial.FindAsync(home, Sweep, 0))!.State.ShouldBe(TrialState.Failed);
    }

    private static async Task<string> RunAsync(string home, params string[] verb)
    {
        using var program = Start(home, verb);
        var (output, error) = (new ChildOutput(program.StandardOutput), new ChildOutput(program.StandardError));
        await program.EndAsync(() => output.Text + error.Text);
        (await error.ReadToEndAsync()).ShouldBeEmpty();
        return await output.ReadToEndAsync();
    }

    private static Process Start(string home, params string[] verb) => ChildProcess.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. verb, "--home", home, "--workers", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
}
