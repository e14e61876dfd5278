using System.Diagnostics;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program loads no package that a run on one machine does not use: each costs start-up time.</summary>
[Integration]
public sealed class LoadedAssembliesTests
{
    private const string Spec = """
        name: loaded
        dataset: {name: glyphs, seed: 7, train: 2000, test: 100}
        split: {last: 200}
        base: {hidden: [64], epochs: 100000}
        """;

    // The attributes of messages between grains are in Orleans.Serialization.Abstractions.
    private static readonly string[] Unused =
    [
        "Orleans.Core", "Orleans.Runtime", "Orleans.Serialization.dll", "Microsoft.Orleans", "TorchSharp", "Microsoft.AspNetCore",
        "OpenTelemetry", "Npgsql", "Parquet", "MetadataExtractor", "AWSSDK", "SweepCluster.Training.S3",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [LinuxFact]
    public async Task Run_OnOneMachine_LoadsNothingThatItDoesNotUse()
    {
        using var folder = new TemporaryFolder();
        var (home, spec) = (folder.Combine("home"), folder.Combine("loaded.yaml"));
        await File.WriteAllTextAsync(spec, Spec, Cancellation);
        using var program = ChildProcess.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), "run", spec, "--home", home, "--quiet"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        using var end = program.KillAtTheEnd();
        var (output, error) = (new ChildOutput(program.StandardOutput), new ChildOutput(program.StandardError));
        await Eventually.ReadAsync(
            "the first epochs",
            () => RecordedTrial.FindAsync(home, "loaded-1", 0),
            trial => trial?.Epochs > 2,
            _ => output.Text + error.Text);

        var loaded = (await File.ReadAllLinesAsync($"/proc/{program.Id}/maps", Cancellation))
            .Where(line => line.EndsWith(".dll", StringComparison.Ordinal)).Select(line => Path.GetFileName(line)).Distinct().ToArray();

        loaded.ShouldContain("SweepCluster.Training.dll");
        loaded.Where(name => Unused.Any(unused => name.StartsWith(unused, StringComparison.Ordinal))).ShouldBeEmpty();
        // Without --log-file, of logging only the interfaces.
        loaded.Where(name => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
            .ShouldBe(["Microsoft.Extensions.Logging.Abstractions.dll"]);
    }
}
