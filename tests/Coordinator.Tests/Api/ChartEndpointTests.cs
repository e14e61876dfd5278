using System.Net;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>The endpoints of the dashboard: the table of trials, charts, a trial's configuration and predictions.</summary>
public sealed class ChartEndpointTests : IAsyncLifetime
{
    private const string Sweep = "api/v1/sweeps/quick-1";

    private readonly ApiRig _api = new();

    public async ValueTask InitializeAsync()
    {
        await _api.StartAsync();
        await _api.FinishAsync(
            ApiRig.Spec.Replace("space: {width: [8, 16]}", "space: {width: [8, 16], depth: [1, 2]}", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Table_FilteredAndSorted_HasTheRowsOfTheCommandLine()
    {
        var answer = (await _api.GetAsync($"{Sweep}/table?filter=width%3D16&sort=-objective&rows=3")).Json;

        answer.GetProperty("total").GetInt32().ShouldBe(8);
        answer.GetProperty("matching").GetInt32().ShouldBe(4);
        answer.GetProperty("settings").EnumerateArray().Select(name => name.GetString()).ShouldBe(["width", "depth"]);
        var rows = answer.GetProperty("rows").EnumerateArray().ToArray();
        rows.Length.ShouldBe(3);
        rows.ShouldAllBe(row => row.GetProperty("settings").GetProperty("width").GetInt32() == 16);
        var objectives = rows.Select(row => row.GetProperty("objective").GetDouble()).ToArray();
        objectives.ShouldBe(objectives.OrderDescending());
        foreach (var row in rows)
        {
            var stored = await _api.Store.FindTrialAsync("quick-1", row.GetProperty("trial").GetInt64(), ApiRig.Cancellation);
            row.GetProperty("objective").GetDouble().ShouldBe(stored!.Objective!.Value);
        }
    }

    [Theory]
    [InlineData("table?offset=-1", "offset")]
    [InlineData("table?rows=501", "rows")]
    [InlineData("table?filter=nothing%3D1", "There is no 'nothing'")]
    [InlineData("table?sort=nothing", "There is no 'nothing'")]
    [InlineData("curves?of=c0,c1,c2,c3,t0,t1,t2", "7 curves")]
    [InlineData("curves?of=c4", "'c4'")]
    [InlineData("curves?of=t8", "'t8'")]
    [InlineData("curves?of=x1", "'x1'")]
    public async Task Query_ThatIsImpossible_IsRefused(string query, string hint) =>
        (await _api.GetAsync($"{Sweep}/{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid").ShouldContain(hint);

    [Fact]
    public async Task Charts_AreOverTheMeansOfAllConfigurations()
    {
        var charts = (await _api.GetAsync($"{Sweep}/charts")).Json;

        var parallel = charts.GetProperty("parallel").EnumerateArray().ShouldHaveSingleItem();
        parallel.GetProperty("axes").EnumerateArray().Select(axis => axis.GetProperty("name").GetString())
            .ShouldBe(["width", "depth", "val_accuracy"]);
        parallel.GetProperty("lines").GetArrayLength().ShouldBe(4);
        charts.GetProperty("heat").EnumerateArray().ShouldHaveSingleItem().GetProperty("cells").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Curves_OfConfigurationsAndTrials_AreThoseAskedFor()
    {
        var panels = (await _api.GetAsync($"{Sweep}/curves?of=c1,t5")).Json.GetProperty("curves").EnumerateArray().ToArray();

        panels.Select(panel => panel.GetProperty("metric").GetString()).ShouldBe(["accuracy", "loss"]);
        var curves = panels[0].GetProperty("curves").EnumerateArray().ToArray();
        curves.Select(curve => curve.GetProperty("name").GetString()).ShouldBe(["width=8, depth=2", "trial 5: width=8, depth=2, seed 2"]);
        curves[0].GetProperty("held").GetProperty("epochs").GetArrayLength().ShouldBe(2);
        (await _api.GetAsync($"{Sweep}/curves")).Json.GetProperty("curves").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task CurvesAndCharts_OfASeedThatFailed_LeaveItOut()
    {
        // Seed 2 of width=16 fails after it has reported its epochs.
        _api.Trainer.Script = lease => lease.Trial == 3 ? new TrialOutcome.Failed("no more magnets") : null;
        var id = await _api.FinishAsync();

        var held = (await _api.GetAsync($"api/v1/sweeps/{id}/curves?of=c1")).Json.GetProperty("curves")[0].GetProperty("curves")[0]
            .GetProperty("held");
        var effect = (await _api.GetAsync($"api/v1/sweeps/{id}/charts")).Json.GetProperty("effect")[0].GetProperty("values")[1];

        var finished = Enumerable.Range(1, 2).Select(epoch => ScriptedTrainer.ReportOf(1, epoch).ValidationAccuracy!.Value).ToArray();
        held.GetProperty("mean").EnumerateArray().Select(mean => mean.GetDouble()).ShouldBe(finished, 1e-6);
        effect.GetProperty("mean").GetDouble().ShouldBe(finished[^1], 1e-6);
    }

    [Fact]
    public async Task Curves_OfRangeTests_AreOverTheRate()
    {
        _api.Trainer.Script = lease => new TrialOutcome.Succeeded(
            ScriptedTrainer.FinalOf(lease.Trial, 1) with
            {
                Range = new()
                {
                    Settings = RangeTestSettings.Default with { Start = 0.1, Factor = 2 },
                    Losses = [3, 2, 1, 4],
                    RunningMeans = [3, 2.5, 2, 2.5],
                },
            },
            StoppedEarly: true);
        var id = await _api.FinishAsync("name: ranges\ndataset: glyphs\nkind: lr-range\nrange: {start: 0.1, factor: 2}\nseeds: 2\n"
            + "space: {hidden: [[8], [8, 4]]}\n");

        var curves = (await _api.GetAsync($"api/v1/sweeps/{id}/curves?of=c1,t2")).Json;

        curves.GetProperty("curves").GetArrayLength().ShouldBe(0);
        var lines = curves.GetProperty("range").EnumerateArray().ShouldHaveSingleItem().GetProperty("lines").EnumerateArray().ToArray();
        lines.Select(line => line.GetProperty("name").GetString()).ShouldBe(["hidden=[8, 4]", "trial 2: hidden=[8], seed 2"]);
        lines.ShouldAllBe(line => line.GetProperty("minimumRate").GetDouble() == 0.4);
        var test = curves.GetProperty("rangeTest").EnumerateArray().ShouldHaveSingleItem();
        test.GetProperty("seed").GetInt32().ShouldBe(2);
        test.GetProperty("halfOfMinimum").GetDouble().ShouldBe(0.2);
    }

    [Fact]
    public async Task Leaderboard_AConfigurationThatDiverged_IsTheLastRow()
    {
        _api.Trainer.Script = lease => lease.Trial % 2 == 1 ? new TrialOutcome.Diverged(2, 1000) : null;
        var id = await _api.FinishAsync();

        var rows = (await _api.GetAsync($"api/v1/sweeps/{id}/leaderboard")).Json.EnumerateArray().ToArray();

        rows.Select(row => row.GetProperty("reason").GetString()).ShouldBe(["", "diverged in epoch 2 (2 seeds)"]);
        rows[1].GetProperty("objective").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Configuration_OfATrial_HasEveryDefaultFilledIn()
    {
        var answer = (await _api.GetAsync($"{Sweep}/trials/3/configuration")).Json;

        answer.GetProperty("settings").GetProperty("width").GetInt32().ShouldBe(16);
        answer.GetProperty("epoch_target").GetInt32().ShouldBe(2);
        var facts = answer.GetProperty("facts")
            .EnumerateArray()
            .ToDictionary(fact => fact.GetProperty("name").GetString()!, fact => fact.GetProperty("value").GetString());
        facts["hidden"].ShouldBe("16 relu, 16 relu");
        facts["optimizer"].ShouldBe("adam");
        facts["split"].ShouldBe("the last 100");
        var spec = Specs.Read(answer.GetProperty("spec").GetString()!);
        ConfigurationResolver.Resolve(spec, spec.Configurations[0]).Hidden.Select(layer => layer.Width).ShouldBe([16, 16]);
        (await _api.GetAsync($"{Sweep}/trials/8/configuration")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Predictions_WithoutACheckpoint_SayWhatIsMissing() =>
        (await _api.GetAsync($"{Sweep}/trials/3/predictions")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found")
            .ShouldContain("checkpoint");

    [Fact]
    public async Task Table_OfAVastSweep_IsRefusedWithTheRemedy()
    {
        var vast = await _api.Store.CreateSweepAsync(
            new("vast", ApiRig.Spec, null, 1_000_000, 2, _api.Time.GetUtcNow()), ApiRig.Cancellation);

        (await _api.GetAsync($"api/v1/sweeps/{vast.Id}/table")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid")
            .ShouldContain("./sweep export vast-1");
    }
}
