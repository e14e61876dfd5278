using System.Text.Json;
using SweepCluster.Coordinator.Tests.Rendering;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private const string Other =
        "name: other\ndataset: glyphs\nsplit: {last: 10000}\nseeds: 2\nbase: {lr: 0.01}\n"
        + "space: {width: [32, 64, 128], activation: [relu, tanh]}\n";

    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [Fact]
    public async Task Compare_TwoSweeps_ShowsTheDifferenceAndOneLeaderboard()
    {
        await RecordAsync(SweepSamples.Spec.Text, objective: 0.5);
        await RecordAsync(Other, objective: 0.6);

        var (code, output, error) = await _verbs.RunAsync("compare", "sample-1", "other-1");

        code.ShouldBe(0, error);
        var lines = output.Split('\n');
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["spec", "sample-1", "other-1"]);
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["base.lr", "-", "0.01"]);
        lines[2].ShouldBe("");
        lines[3].ShouldStartWith("rank  sweep");
        lines[4].ShouldContain("other-1");
        lines[7].ShouldContain("sample-1");
    }

    [Fact]
    public async Task Compare_Json_IsALinePerDifferenceAndPerRow()
    {
        await RecordAsync(SweepSamples.Spec.Text, objective: 0.6);
        await RecordAsync(Other, objective: 0.5);

        var (_, output, _) = await _verbs.RunAsync("compare", "sample-1", "other-1", "--json", "--top", "2");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(1 + 2);
        lines[0].GetProperty("difference").GetString().ShouldBe("base.lr");
        lines[0].GetProperty("values").GetRawText().ShouldBe("""{"sample-1":null,"other-1":"0.01"}""");
        lines[1].GetProperty("sweep").GetString().ShouldBe("sample-1");
        lines[1].GetProperty("objective").GetDouble().ShouldBe(0.601, 1e-9);
        lines[2].GetProperty("order").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Compare_SweepsOfTwoMetrics_AreRankedApart()
    {
        await RecordAsync(SweepSamples.Spec.Text, objective: 0.6);
        await RecordAsync(Other + "objective: {metric: val_loss}\n", objective: 0.7);

        var (_, output, _) = await _verbs.RunAsync("compare", "sample-1", "other-1");

        output.ShouldContain("sample-1, highest val_accuracy first:");
        output.ShouldContain("other-1, lowest val_loss first:");
    }

    [Fact]
    public async Task Compare_OtherRandomSeeds_HasNoTestedRanks()
    {
        await RecordAsync(SweepSamples.Spec.Text, objective: 0.6);
        await RecordAsync(Other + "seed: 7\n", objective: 0.7);

        var (_, output, _) = await _verbs.RunAsync("compare", "sample-1", "other-1");

        output.ReplaceLineEndings(" ").ShouldContain("(3) is an order without a test");
        output.ShouldContain("(1)");
    }

    [Theory]
    [InlineData("sample-1 alone", "sample-1")]
    [InlineData("named twice", "sample-1", "sample")]
    [InlineData("There is no sweep 'nothing'", "sample-1", "nothing")]
    public async Task Compare_WhatCantBe_IsRefused(string message, params string[] ids)
    {
        await RecordAsync(SweepSamples.Spec.Text, objective: 0.6);

        var (code, _, error) = await _verbs.RunAsync(["compare", .. ids]);

        code.ShouldBe(2);
        error.ShouldContain(message);
    }

    private Task RecordAsync(string spec, double objective) => _verbs.RecordAsync(
        spec,
        6,
        2,
        [
            .. Enumerable.Range(0, 2).SelectMany(configuration => Enumerable.Range(0, 2).Select(seed =>
                SweepSamples.Trial(configuration, seed) with { Objective = objective + (0.1 * configuration) + (0.002 * seed) - 0.1 })),
        ]);
}
