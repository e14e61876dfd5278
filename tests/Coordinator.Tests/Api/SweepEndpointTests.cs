using System.Net;
using SweepCluster.Results.Sweeps;

namespace SweepCluster.Coordinator.Tests.Api;

public sealed class SweepEndpointTests : IAsyncLifetime
{
    private readonly ApiRig _api = new();

    public async ValueTask InitializeAsync() => await _api.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Submit_ASpec_RecordsAndRunsIt()
    {
        var answer = await _api.SubmitAsync();

        answer.Status.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.ToString().ShouldBe("/api/v1/sweeps/quick-1");
        answer.Json.GetProperty("sweep").GetString().ShouldBe("quick-1");
        answer.Json.GetProperty("spec").GetString().ShouldBe(ApiRig.Spec);
        _api.Loaded.ShouldBe(["glyphs"]);
        await _api.GetAsync("api/v1/sweeps/quick-1/watch");
        (await _api.GetAsync("api/v1/sweeps/quick-1")).Json.GetProperty("status").GetString().ShouldBe("finished");
    }

    [Fact]
    public async Task Submit_AnInvalidSpec_ListsItsProblems()
    {
        var answer = await _api.SubmitAsync("name: quick\ndataset: glyphs\nbase: {widht: 3, depht: 2}\n");

        var detail = answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid");
        detail.ShouldContain("'width'");
        detail.ShouldContain("'depth'");
        (await _api.GetAsync("api/v1/sweeps")).Json.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Submit_ASpecWhoseCheckTakesTooLong_IsRefusedAndNotRecorded()
    {
        await using var hurried = new ApiRig();
        await hurried.StartAsync(options => options with { SpecTimeout = TimeSpan.Zero });

        var refusal = (await hurried.SubmitAsync()).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid");

        refusal.ShouldStartWith("The spec can't be checked within 0 seconds. Give its axes fewer values");
        hurried.Loaded.ShouldBeEmpty();
        (await hurried.GetAsync("api/v1/sweeps")).Json.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Submit_ASpec_RunsTheOneThatWasRead()
    {
        var name = $"read-once-{Guid.NewGuid():n}";
        await _api.SubmitAsync(ApiRig.Spec.Replace("name: quick", $"name: {name}", StringComparison.Ordinal));

        var recorded = (await _api.Store.FindSweepAsync($"{name}-1", ApiRig.Cancellation)).ShouldNotBeNull();

        _api.Service.Runs().ShouldHaveSingleItem().Spec.ShouldBeSameAs(Sweep.Read(recorded).Spec);
    }

    [Fact]
    public async Task Submit_AnotherContentType_IsRefused()
    {
        var answer = await _api.SendAsync(HttpMethod.Post, "api/v1/sweeps", ApiRig.Spec, "text/plain");

        answer.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "invalid").ShouldContain("application/yaml");
    }

    [Fact]
    public async Task Submit_ABodyTooLarge_IsRefused() =>
        (await _api.SubmitAsync(ApiRig.Spec + new string('#', 1 << 20))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "invalid")
            .ShouldContain("1,048,576");

    [Fact]
    public async Task List_Sweeps_AreOldestFirst()
    {
        await _api.FinishAsync();
        _api.Time.Advance(TimeSpan.FromSeconds(1));
        await _api.FinishAsync();

        var sweeps = (await _api.GetAsync("api/v1/sweeps")).Json;

        sweeps.EnumerateArray().Select(sweep => sweep.GetProperty("sweep").GetString()).ShouldBe(["quick-1", "quick-2"]);
    }

    [Theory]
    [InlineData("""{"change": "pause", "reason": "lunch"}""", "paused", "by request: lunch")]
    [InlineData("""{"change": "pause"}""", "paused", "by request")]
    [InlineData("""{"change": "cancel"}""", "cancelled", "by request")]
    public async Task Change_ARunningSweep_AnswersItAsItIsThen(string change, string status, string reason)
    {
        var gate = _api.Trainer.HoldBefore(0, epoch: 2);
        await _api.SubmitAsync();
        await gate.Reached;

        var answer = await _api.ChangeAsync("quick-1", change);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        answer.Json.GetProperty("status").GetString().ShouldBe(status);
        answer.Json.GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("""{"change": "extend-epochs", "count": 2}""", "epochs_added", 2)]
    [InlineData("""{"change": "extend-seeds", "count": 3}""", "seeds", 5)]
    public async Task Change_AFinishedSweep_ExtendsIt(string change, string field, int value)
    {
        var id = await _api.FinishAsync();

        var answer = await _api.ChangeAsync(id, change);

        answer.Json.GetProperty("status").GetString().ShouldBe("running");
        answer.Json.GetProperty(field).GetInt32().ShouldBe(value);
    }

    [Fact]
    public async Task Change_ThatTheStatusForbids_IsAConflict()
    {
        var id = await _api.FinishAsync();

        (await _api.ChangeAsync(id, """{"change": "resume"}""")).ShouldBeProblem(HttpStatusCode.Conflict, "conflict")
            .ShouldContain("nothing to resume");
    }

    [Theory]
    [InlineData("""{"change": "explode"}""", "'explode'")]
    [InlineData("""{"change": "extend-seeds"}""", "count")]
    [InlineData("""{"change": "extend-epochs", "count": 0}""", "count")]
    [InlineData("""{"change": 7}""", "")]
    [InlineData("""{"chang""", "")]
    [InlineData("{}", "")]
    public async Task Change_ThatIsNone_IsRefused(string change, string hint)
    {
        var id = await _api.FinishAsync();

        (await _api.ChangeAsync(id, change)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid").ShouldContain(hint);
    }

    [Fact]
    public async Task Change_WhileTheServerStops_IsRefused()
    {
        var id = await _api.FinishAsync();
        _api.Server.Drain();

        (await _api.ChangeAsync(id, """{"change": "extend-seeds", "count": 1}"""))
            .ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment");
        (await _api.SubmitAsync()).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment");
        (await _api.GetAsync("health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment");
        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync($"api/v1/sweeps/{id}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("idx:/etc", "")]
    [InlineData("idx:etc", "")]
    [InlineData("idx:/data/mine/../secret", "")]
    [InlineData("idx:/data/mineral", "")]
    [InlineData("npz:/etc/mnist.npz", "")]
    [InlineData("csv:/etc", "")]
    [InlineData("csv:/data/mine/train.csv,test=/etc/test.csv", "")]
    [InlineData("csv:/data/mine/train.csv,test=test.csv", "")]
    [InlineData("parquet:/etc/train.parquet,test=/data/mine/test.parquet", "")]
    [InlineData("glyphs", "?data=/etc")]
    [InlineData("glyphs", "?data=../mine")]
    public async Task Submit_AFolderThatIsNotPermitted_IsRefused(string dataset, string query)
    {
        await using var api = await new ApiRig().StartAsync(options => options with { AllowedData = ["/data/mine"] });

        var answer = await api.SubmitAsync($"name: quick\ndataset: \"{dataset}\"\nbase: {{epochs: 1}}\n", query);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid").ShouldContain("--allow-data");
        api.Loaded.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("idx:/data/mine/letters", "")]
    [InlineData("idx:/data/mine", "")]
    [InlineData("npz:/data/mine/mnist.npz", "")]
    [InlineData("csv:/data/mine/train.csv,test=/data/mine/test.csv", "")]
    [InlineData("glyphs", "?data=/data/mine")]
    public async Task Submit_AFolderThatIsPermitted_IsTaken(string dataset, string query)
    {
        await using var api = await new ApiRig().StartAsync(options => options with { AllowedData = ["/data/mine"] });

        (await api.SubmitAsync($"name: quick\ndataset: \"{dataset}\"\nbase: {{epochs: 1}}\n", query))
            .Status.ShouldBe(HttpStatusCode.Created);
    }
}
