using System.Diagnostics;
using System.Text.Json;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>The real command line with <c>--trainer torch:cpu</c>.</summary>
[Integration]
public sealed class ProgramTests : IDisposable
{
    private const string Spec = """
        name: torch
        dataset: {name: glyphs, seed: 7, train: 2000, test: 400}
        split: {last: 200}
        base: {hidden: [32], batch: 50, epochs: 3}
        space: {lr: [0.001, 0.01]}
        seeds: 2
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TorchFact]
    public async Task Run_OnTorch_ReachesTheAccuracyOfTheCpuTrainer()
    {
        var expected = await MeansAsync("own", []);

        var actual = await MeansAsync("torch", ["--trainer", "torch:cpu"]);

        actual.Length.ShouldBe(2);
        for (var row = 0; row < actual.Length; row++)
            actual[row].ShouldBe(expected[row], 0.01);
    }

    [Fact]
    public async Task Run_OnTorchWithoutLibTorch_SaysSoInOneLine()
    {
        var result = await RunAsync(_folder.Combine("empty"), "run", Path.GetFileName(Write()), "--trainer", "torch:cpu");

        result.Code.ShouldNotBe(0);
        result.Output.ShouldBeEmpty();
        result.Error.Trim().ShouldNotContain("\n");
        result.Error.ShouldContain("SWEEP_LIBTORCH");
    }

    private async Task<double[]> MeansAsync(string home, string[] trainer)
    {
        Write();
        var run = await RunAsync(null, ["run", "torch.yaml", "--quiet", .. trainer, "--home", _folder.Combine(home)]);
        run.Code.ShouldBe(0, run.Error);
        var board = await RunAsync(null, ["leaderboard", "torch-1", "--json", "--home", _folder.Combine(home)]);
        board.Code.ShouldBe(0, board.Error);
        return
        [
            .. board.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(row => JsonDocument.Parse(row).RootElement.GetProperty("objective").GetDouble()),
        ];
    }

    private string Write()
    {
        var path = _folder.Combine("torch.yaml");
        File.WriteAllText(path, Spec);
        return path;
    }

    private Task<ChildResult> RunAsync(string? libtorch, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. arguments])
        {
            WorkingDirectory = _folder.Path,
        };
        if (libtorch is not null)
            start.Environment["SWEEP_LIBTORCH"] = libtorch;
        return ChildProcess.RunAsync(start);
    }
}
