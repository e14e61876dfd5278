using System.Net;
using System.Text.Json;

namespace SweepCluster.Coordinator.Tests.Api;

public sealed class RecordEndpointTests : IAsyncLifetime
{
    private const string Sweep = "api/v1/sweeps/quick-1";

    private readonly ApiRig _api = new();

    public async ValueTask InitializeAsync()
    {
        await _api.StartAsync();
        await _api.FinishAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Trials_AreOneALine()
    {
        var answer = await _api.GetAsync($"{Sweep}/trials");

        answer.Type.ShouldBe("application/x-ndjson");
        answer.Lines.Select(trial => trial.GetProperty("trial").GetInt64()).ShouldBe([0, 1, 2, 3]);
        var last = answer.Lines[3];
        last.GetProperty("state").GetString().ShouldBe("succeeded");
        last.GetProperty("last").GetProperty("val_accuracy").GetDouble().ShouldBe(0.8);
        last.GetProperty("final").GetProperty("weights_sha256").GetString()!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task Trials_Named_AreThose()
    {
        var answer = await _api.GetAsync($"{Sweep}/trials?numbers=3,0,99");

        answer.Lines.Select(trial => trial.GetProperty("trial").GetInt64()).ShouldBe([3, 0]);
    }

    [Theory]
    [InlineData("trials?numbers=1,x", "'x'")]
    [InlineData("leaders?top=0", "top")]
    [InlineData("leaders?goal=win", "'win'")]
    [InlineData("leaderboard?top=-1", "top")]
    [InlineData("leaderboard?top=many", "")]
    [InlineData("trials/first", "")]
    public async Task Query_ThatIsImpossible_IsRefused(string query, string hint) =>
        (await _api.GetAsync($"{Sweep}/{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid").ShouldContain(hint);

    [Fact]
    public async Task Trials_TooManyNamed_AreRefused() =>
        (await _api.GetAsync($"{Sweep}/trials?numbers={string.Join(',', Enumerable.Range(0, 501))}"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid")
            .ShouldContain("500");

    [Fact]
    public async Task Trial_OfANumber_IsThatOne()
    {
        (await _api.GetAsync($"{Sweep}/trials/2")).Json.GetProperty("trial").GetInt64().ShouldBe(2);
        (await _api.GetAsync($"{Sweep}/trials/4")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found").ShouldContain("no trial 4");
    }

    [Fact]
    public async Task Epochs_OfAllOrOne_AreOneALine()
    {
        var all = (await _api.GetAsync($"{Sweep}/epochs")).Lines;
        var one = (await _api.GetAsync($"{Sweep}/trials/1/epochs")).Lines;

        all.Length.ShouldBe(8);
        one.Select(epoch => (epoch.GetProperty("trial").GetInt64(), epoch.GetProperty("epoch").GetInt32())).ShouldBe([(1, 1), (1, 2)]);
        one[0].GetProperty("lr").GetDouble().ShouldBe(0.001);
    }

    [Fact]
    public async Task Counts_AreByState() =>
        (await _api.GetAsync($"{Sweep}/counts")).Body.ShouldBe("""{"succeeded":4}""");

    [Fact]
    public async Task Progress_TellsWhereTheSweepStands()
    {
        var progress = (await _api.GetAsync($"{Sweep}/progress")).Json;

        progress.GetProperty("next_trial").GetInt64().ShouldBe(4);
        progress.GetProperty("open").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Leaders_AreTheTrialsOfTheBest()
    {
        var best = (await _api.GetAsync($"{Sweep}/leaders?top=1")).Json.EnumerateArray().ShouldHaveSingleItem();
        var worst = (await _api.GetAsync($"{Sweep}/leaders?top=1&goal=minimize")).Json.EnumerateArray().ShouldHaveSingleItem();

        best.GetProperty("configuration").GetInt64().ShouldBe(1);
        best.GetProperty("trials").GetArrayLength().ShouldBe(2);
        worst.GetProperty("configuration").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Leaderboard_HasTheRowsOfTheCommandLine()
    {
        var rows = (await _api.GetAsync($"{Sweep}/leaderboard")).Json.EnumerateArray().ToArray();

        rows.Select(row => row.GetProperty("settings").GetProperty("width").GetInt32()).ShouldBe([16, 8]);
        rows[0].GetProperty("seeds").GetProperty("succeeded").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Events_AreOldestFirst() =>
        (await _api.GetAsync($"{Sweep}/events")).Json.EnumerateArray().Select(happened => happened.GetProperty("kind").GetString())
            .ShouldBe(["submitted", "finished"]);

    [Theory]
    [InlineData("")]
    [InlineData("/trials")]
    [InlineData("/trials/0")]
    [InlineData("/trials/0/epochs")]
    [InlineData("/epochs")]
    [InlineData("/counts")]
    [InlineData("/progress")]
    [InlineData("/leaders")]
    [InlineData("/leaderboard")]
    [InlineData("/events")]
    [InlineData("/watch")]
    public async Task AnyOf_AnUnknownSweep_IsNotFound(string path) =>
        (await _api.GetAsync($"api/v1/sweeps/none-1{path}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found").ShouldContain("none-1");

    [Fact]
    public async Task Names_OfTheJson_StayAsTheyAre()
    {
        // What programs rely on. Fields may be added; none may go or change.
        Names((await _api.GetAsync(Sweep)).Json).ShouldBe(
            "sweep, name, status, reason, configurations, seeds, epochs_added, pass, created_at, run_seconds, "
            + "data_folder, process, spec, data");
        var trial = (await _api.GetAsync($"{Sweep}/trials/0")).Json;
        Names(trial).ShouldBe(
            "trial, configuration, repeat, state, attempt, pass, failures, epochs, objective, last, final, stopped_early, parameters, "
            + "reason, train_seconds, started_at, finished_at, continuation, lost_attempts, epochs_at_start, stop_at");
        Names(trial.GetProperty("last")).ShouldBe("epoch, train_loss, train_accuracy, val_loss, val_accuracy, lr, seconds, samples");
        Names(trial.GetProperty("final")).ShouldBe("report, test_loss, test_accuracy, parameters, weights_sha256, range, training");
        Names((await _api.GetAsync($"{Sweep}/epochs")).Lines[0])
            .ShouldBe("trial, epoch, train_loss, train_accuracy, val_loss, val_accuracy, lr, seconds, samples");
        Names((await _api.GetAsync($"{Sweep}/events")).Json[0]).ShouldBe("at, kind, trial, detail");
    }

    private static string Names(JsonElement json) => string.Join(", ", json.EnumerateObject().Select(property => property.Name));
}
