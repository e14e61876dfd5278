using System.Text.Json;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Holds <c>--json</c> to <c>docs/json.md</c>.</summary>
public sealed class JsonOutputTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_PrintsEventsInOrder()
    {
        var events = await LinesAsync("run", _rig.WriteSpec());

        var kinds = events.Select(line => line.GetProperty("event").GetString()).Where(kind => kind != "progress").ToArray();
        kinds.ShouldBe(["sweep", "trial", "trial", "trial", "trial", "row", "row", "end"]);
        var trial = events.Single(line => line.GetProperty("event").GetString() == "trial" && line.GetProperty("trial").GetInt64() == 3);
        trial.GetProperty("settings").GetProperty("width").GetDouble().ShouldBe(16);
        trial.GetProperty("val_accuracy").GetDouble().ShouldBe(0.8);
        events[^1].GetProperty("status").GetString().ShouldBe("finished");
        events[^1].GetProperty("resumable").GetBoolean().ShouldBeFalse();
        events[^1].GetProperty("counts").GetProperty("succeeded").GetInt64().ShouldBe(4);
    }

    [Fact]
    public async Task Run_FiguresThatAreNoNumbers_AreNull()
    {
        _rig.Trainer.Script = lease =>
        {
            var final = Testing.Runtime.ScriptedTrainer.FinalOf(lease.Trial, 2);
            return new TrialOutcome.Succeeded(final with { TestLoss = double.PositiveInfinity }, StoppedEarly: false);
        };

        var events = await LinesAsync("run", _rig.WriteSpec());

        events.First(line => line.GetProperty("event").GetString() == "trial").GetProperty("test_loss")
            .ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("ls", 1, "counts")]
    [InlineData("show", 1, "events")]
    [InlineData("leaderboard", 2, "objective_low")]
    [InlineData("show --trial 2", 3, "trial")]
    public async Task Verb_PrintsAnObjectALine(string arguments, int lines, string field)
    {
        await _rig.FinishAsync();

        var objects = await LinesAsync(arguments.Split(' '));

        objects.Count.ShouldBe(lines);
        objects[0].TryGetProperty(field, out _).ShouldBeTrue();
    }

    private async Task<List<JsonElement>> LinesAsync(params string[] arguments)
    {
        var (code, output, error) = await _rig.RunAsync([.. arguments, "--json"]);
        error.ShouldBe("");
        code.ShouldBe(0);
        return [.. output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
