using System.Net;
using System.Text.RegularExpressions;
using SweepCluster.Api.Keys;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>HEAD, addresses that are not there, and what every answer carries.</summary>
public sealed partial class AddressTests : IAsyncDisposable
{
    private readonly ApiRig _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("cluster")]
    [InlineData("sweeps/quick-1")]
    [InlineData("openapi/v1.json")]
    [InlineData("health/live")]
    [InlineData("health/ready")]
    public async Task Head_OfAPublicAddress_IsAnsweredAsGetWithoutTheBody(string path)
    {
        _api.AddKey(KeyScope.Admin);
        await _api.StartAsync();

        var (get, head) = (await _api.GetAsync(path), await _api.SendAsync(HttpMethod.Head, path));

        (get.Status, head.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        head.Type.ShouldBe(get.Type);
        head.Body.ShouldBe("");
    }

    [Fact]
    public async Task Head_OfAFileOfTheDashboard_IsAnswered()
    {
        await _api.StartAsync();
        var file = Address().Match((await _api.GetAsync("")).Body).Groups[1].Value;

        (await _api.SendAsync(HttpMethod.Head, file)).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.SendAsync(HttpMethod.Head, file + "x")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("api/v1/sweeps")]
    [InlineData("api/v1/watch")]
    public async Task Head_OfTheApi_NeedsTheScopeOfGet(string path)
    {
        var key = _api.AddKey(KeyScope.Read);
        await _api.StartAsync();

        (await _api.SendAsync(HttpMethod.Head, path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _api.Key = key;
        (await _api.SendAsync(HttpMethod.Head, path)).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.SendAsync(HttpMethod.Head, "api/v1/sweeps/none-1/changes")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData(null, "api/v1/nothing", 401)]
    [InlineData("swp_wrong", "api/v1/nothing", 401)]
    [InlineData("read", "api/v1/nothing", 404)]
    [InlineData("submit", "api", 404)]
    [InlineData("admin", "api/v2/sweeps", 404)]
    [InlineData(null, "favicon.ico", 404)]
    [InlineData("swp_wrong", "favicon.ico", 404)]
    [InlineData("read", "favicon.ico", 404)]
    public async Task Address_ThatIsNotThere_IsNotFoundForEveryKey(string? key, string path, int status)
    {
        var keys = Enum.GetValues<KeyScope>().ToDictionary(scope => scope.Name(), scope => _api.AddKey(scope));
        await _api.StartAsync();
        _api.Key = key is null ? null : keys.GetValueOrDefault(key, key);

        (await _api.GetAsync(path)).ShouldBeProblem((HttpStatusCode)status, status == 401 ? "unauthorized" : "invalid");
    }

    [Fact]
    public async Task Address_WithAnotherMethodOrContentType_SaysSoToEveryKey()
    {
        var (reader, submitter) = (_api.AddKey(KeyScope.Read), _api.AddKey(KeyScope.Submit));
        await _api.StartAsync();

        (await _api.SendAsync(HttpMethod.Delete, "api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _api.Key = reader;
        (await _api.SendAsync(HttpMethod.Delete, "api/v1/sweeps")).ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "invalid");
        _api.Key = submitter;
        var plain = await _api.SendAsync(HttpMethod.Post, "api/v1/sweeps", ApiRig.Spec, "text/plain");
        plain.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "invalid");
    }

    [Fact]
    public async Task Answer_OfAnyStatus_IsNotKeptAndHasItsTypeAlone()
    {
        _api.LoadData = _ => throw new InvalidOperationException("a bug");
        await _api.StartAsync();
        ApiAnswer[] answers =
        [
            await _api.GetAsync("api/v1/sweeps"),
            await _api.GetAsync("api/v1/sweeps/none-1"),
            await _api.GetAsync("api/v1/nothing"),
            await _api.GetAsync("health/live"),
            await _api.GetAsync("openapi/v1.json"),
            await _api.SubmitAsync("{}"),
            await _api.SubmitAsync(),
            await _api.SendAsync(HttpMethod.Delete, "api/v1/sweeps"),
            await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: ("Host", "evil.example")),
        ];

        answers.Select(answer => (int)answer.Status).ShouldBe([200, 404, 404, 200, 200, 400, 500, 405, 403]);
        answers.ShouldAllBe(answer => answer.Headers.CacheControl!.NoStore);
        answers.ShouldAllBe(answer => answer.Headers.GetValues("X-Content-Type-Options").Single() == "nosniff");
    }

    [Fact]
    public async Task Probe_WhileTheKeyFileCannotBeRead_IsAnswered()
    {
        _api.AddKey(KeyScope.Read);
        await _api.StartAsync();
        await File.WriteAllTextAsync(_api.Keys.Location, "[{}]", ApiRig.Cancellation);

        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [GeneratedRegex("(?:src|href)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Address();
}
