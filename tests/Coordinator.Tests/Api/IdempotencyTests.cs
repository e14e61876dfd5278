using System.Net;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>The header <c>Idempotency-Key</c>.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Submissions = "api/v1/sweeps";
    private const string Extension = """{"change": "extend-epochs", "count": 2}""";

    private readonly ApiRig _api = new();

    public async ValueTask InitializeAsync() => await _api.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Submit_Repeated_AnswersTheFirstSweep()
    {
        var first = await SubmitAsync("\"a-key\"");
        // As many clients write it.
        var again = await SubmitAsync("a-key");
        var other = await SubmitAsync("\"another-key\"");

        (again.Status, again.Headers.Location).ShouldBe((HttpStatusCode.Created, first.Headers.Location));
        again.Json.GetProperty("sweep").GetString().ShouldBe("quick-1");
        other.Json.GetProperty("sweep").GetString().ShouldBe("quick-2");
        (await _api.GetAsync(Submissions)).Json.GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Submit_WithTheKeyOfOtherContents_IsRefused()
    {
        await SubmitAsync("\"a-key\"");

        var spec = await SubmitAsync("\"a-key\"", ApiRig.Spec + "# changed\n");
        var query = await SubmitAsync("\"a-key\"", query: "?data=" + Uri.EscapeDataString(_api.Home));

        spec.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "key-reused").ShouldContain("'a-key' was used within the last 24 hours");
        query.Status.ShouldBe(HttpStatusCode.BadRequest, "the folder is not permitted, whatever the key");
        (await _api.GetAsync(Submissions)).Json.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Extend_Repeated_ExtendsOnce()
    {
        var id = await _api.FinishAsync();

        var first = await ChangeAsync(id, "\"a-key\"", Extension);
        await _api.GetAsync($"api/v1/sweeps/{id}/watch");
        var again = await ChangeAsync(id, "\"a-key\"", Extension);
        var other = await ChangeAsync(id, "\"another-key\"", Extension);

        (first.Status, first.Json.GetProperty("epochs_added").GetInt32()).ShouldBe((HttpStatusCode.OK, 2), first.Body);
        (again.Status, again.Json.GetProperty("epochs_added").GetInt32()).ShouldBe((HttpStatusCode.OK, 2), again.Body);
        again.Json.GetProperty("status").GetString().ShouldBe("finished");
        other.Json.GetProperty("epochs_added").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Change_WithTheKeyOfAnotherChange_IsRefused()
    {
        var id = await _api.FinishAsync();
        await ChangeAsync(id, "\"a-key\"", Extension);
        await _api.GetAsync($"api/v1/sweeps/{id}/watch");

        var refusal = await ChangeAsync(id, "\"a-key\"", """{"change": "extend-epochs", "count": 3}""");

        refusal.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "key-reused").ShouldContain("use a new key for a new one");
        (await _api.GetAsync($"api/v1/sweeps/{id}")).Json.GetProperty("epochs_added").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("a key")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"a\\\\b\"")]
    [InlineData("\"a-key\";version=1")]
    public async Task Key_ThatIsNotValid_IsRefused(string header)
    {
        (await SubmitAsync(header)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid").ShouldStartWith("Idempotency-Key: ");

        (await _api.GetAsync(Submissions)).Json.GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData(255, HttpStatusCode.Created)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    public async Task Key_OfManyCharacters_IsTakenUpToTheMaximum(int length, HttpStatusCode status) =>
        (await SubmitAsync($"\"{new string('k', length)}\"")).Status.ShouldBe(status);

    [Fact]
    public async Task OpenApi_OfWhatChangesASweep_NamesTheHeader()
    {
        var paths = (await _api.GetAsync("openapi/v1.json")).Json.GetProperty("paths");

        foreach (var path in new[] { "/api/v1/sweeps", "/api/v1/sweeps/{id}/changes" })
        {
            var parameter = paths.GetProperty(path).GetProperty("post").GetProperty("parameters").EnumerateArray()
                .Single(parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key");
            parameter.GetProperty("in").GetString().ShouldBe("header");
            parameter.GetProperty("description").GetString()!.ShouldContain("24 hours");
            parameter.TryGetProperty("required", out _).ShouldBeFalse("a client may leave it out");
        }
    }

    private Task<ApiAnswer> SubmitAsync(string key, string spec = ApiRig.Spec, string query = "") =>
        _api.SendAsync(HttpMethod.Post, Submissions + query, spec, "application/yaml", ("Idempotency-Key", key));

    private Task<ApiAnswer> ChangeAsync(string id, string key, string json) =>
        _api.SendAsync(HttpMethod.Post, $"api/v1/sweeps/{id}/changes", json, "application/json", ("Idempotency-Key", key));
}
