using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using SweepCluster.Api.Keys;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>Who may do what.</summary>
public sealed class AccessTests : IAsyncDisposable
{
    private const string Cancel = """{"change": "cancel"}""";

    private readonly ApiRig _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData(null, 401, 401, 401)]
    [InlineData("swp_wrong", 401, 401, 401)]
    [InlineData("read", 200, 403, 403)]
    [InlineData("submit", 200, 201, 409)]
    [InlineData("admin", 200, 201, 409)]
    public async Task Key_OfEachScope_AllowsWhatItSays(string? key, int read, int submit, int change)
    {
        var keys = Enum.GetValues<KeyScope>().ToDictionary(scope => scope.Name(), scope => _api.AddKey(scope));
        await _api.StartAsync();
        _api.Key = keys["submit"];
        var id = await _api.FinishAsync();

        _api.Key = key is null ? null : keys.GetValueOrDefault(key, key);

        ((int)(await _api.GetAsync("api/v1/sweeps")).Status).ShouldBe(read);
        ((int)(await _api.GetAsync($"api/v1/sweeps/{id}/trials")).Status).ShouldBe(read);
        ((int)(await _api.GetAsync($"api/v1/sweeps/{id}/watch")).Status).ShouldBe(read);
        ((int)(await _api.GetAsync("api/v1/server")).Status).ShouldBe(read);
        ((int)(await _api.SubmitAsync()).Status).ShouldBe(submit);
        ((int)(await _api.ChangeAsync(id, Cancel)).Status).ShouldBe(change);
        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync("health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refusals_SayWhatIsMissing()
    {
        var key = _api.AddKey(KeyScope.Read, "eve");
        await _api.StartAsync();

        var unauthenticated = await _api.GetAsync("api/v1/sweeps");
        _api.Key = key;
        var reader = await _api.SubmitAsync();
        _api.Key = key + "x";
        var stranger = await _api.GetAsync("api/v1/sweeps");

        unauthenticated.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthorized").ShouldContain("SWEEP_API_KEY");
        unauthenticated.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        reader.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden").ShouldContain("'eve' has the scope 'read'");
        stranger.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthorized").ShouldContain("revoked");
    }

    [Fact]
    public async Task Key_AddedOrRevokedMeanwhile_CountsAtOnce()
    {
        await _api.StartAsync();
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.OK);

        _api.Key = _api.AddKey(KeyScope.Read, "late");
        (await _api.GetAsync("api/v1/server")).Json.GetProperty("key").GetString().ShouldBe("late");

        _api.Keys.Revoke("late");
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        File.Delete(_api.Keys.Location);
        _api.Key = null;
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.Unauthorized, "no key left must not mean no key needed");
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Keys_ThatOthersMayWrite_LetNobodyIn()
    {
        _api.Key = _api.AddKey(KeyScope.Read);
        await _api.StartAsync();
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.OK);
        await File.AppendAllTextAsync(_api.Keys.Location, "\n", ApiRig.Cancellation);
        File.SetUnixFileMode(_api.Keys.Location, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        (await _api.GetAsync("api/v1/sweeps")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment").ShouldContain("chmod 600");
    }

    [Theory]
    [InlineData("evil.example", null, false)]
    [InlineData("evil.example:7070", null, false)]
    [InlineData("127.0.0.1.evil.example", null, false)]
    [InlineData("localhost", null, true)]
    [InlineData("LOCALHOST:7070", null, true)]
    [InlineData("127.0.0.1:1", null, true)]
    [InlineData("[::1]:7070", null, true)]
    [InlineData("localhost:7070", "http://localhost:7070", true)]
    [InlineData("localhost:7070", "http://localhost:3000", false)]
    [InlineData("localhost:7070", "https://evil.example", false)]
    [InlineData("localhost:7070", "null", false)]
    public async Task Request_WithoutKeys_IsTakenFromThisMachineAlone(string host, string? origin, bool taken)
    {
        await _api.StartAsync();
        (string, string)[] headers = origin is null ? [("Host", host)] : [("Host", host), ("Origin", origin)];

        var read = await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: headers);
        var write = await _api.SendAsync(HttpMethod.Post, "api/v1/sweeps", ApiRig.Spec, "application/yaml", headers);

        read.Status.ShouldBe(taken ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        write.Status.ShouldBe(taken ? HttpStatusCode.Created : HttpStatusCode.Forbidden);
        if (!taken)
            write.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Request_FromAnotherSite_IsRefusedWithAKeyToo()
    {
        _api.Key = _api.AddKey(KeyScope.Admin);
        await _api.StartAsync();

        (await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: ("Host", "sweeps.example"))).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: ("Origin", "https://evil.example")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.SendAsync(HttpMethod.Get, "api/v1/sweeps", headers: ("Sec-Fetch-Site", "cross-site")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Audit_OfEveryChange_SaysWhoAskedAndWhatCameOfIt()
    {
        var (reader, submitter) = (_api.AddKey(KeyScope.Read, "eve"), _api.AddKey(KeyScope.Submit, "ada"));
        await _api.StartAsync();
        _api.Key = submitter;
        var id = await _api.FinishAsync();
        await _api.ChangeAsync(id, Cancel);
        _api.Key = reader;
        await _api.ChangeAsync(id, Cancel);
        _api.Key = null;
        await _api.SubmitAsync();
        await _api.GetAsync("api/v1/sweeps");

        var lines = await File.ReadAllLinesAsync(Path.Combine(_api.Home, "audit.log"), ApiRig.Cancellation);

        // Beside them is a line from before each change that was not refused; see AuditTests.
        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.GetProperty("status").ValueKind == JsonValueKind.Number).ToArray();
        entries.Select(entry => (Text(entry, "who"), Text(entry, "action"), Text(entry, "sweep"), entry.GetProperty("status").GetInt32()))
            .ShouldBe(
            [
                ("ada", "submit", "quick-1", 201),
                ("ada", "cancel", "quick-1", 409),
                ("eve", "POST /api/v1/sweeps/quick-1/changes", null, 403),
                ("nobody", "POST /api/v1/sweeps", null, 401),
            ]);
        entries.ShouldAllBe(entry => Text(entry, "address") == "127.0.0.1" && Text(entry, "at") == "2026-01-01T00:00:00+00:00");
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
