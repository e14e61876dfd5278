using System.Net;
using System.Net.Sockets;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Limits;
using SweepCluster.Model;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>What concerns the server as a whole.</summary>
public sealed class ServerTests : IAsyncDisposable
{
    private readonly ApiRig _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task OpenApi_ListsEveryRouteWithAnOperationAndADescription()
    {
        await _api.StartAsync();

        var document = (await _api.GetAsync("openapi/v1.json")).Json;

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Select(operation => (Name: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))).ToArray();
        operations.Select(operation => operation.Name).ShouldBe(
            [
                "GET /health/live", "GET /health/ready", "GET /api/v1/server", "POST /api/v1/sweeps", "GET /api/v1/sweeps",
                "GET /api/v1/sweeps/{id}",
                "POST /api/v1/sweeps/{id}/changes", "GET /api/v1/sweeps/{id}/trials", "GET /api/v1/sweeps/{id}/trials/{n}",
                "GET /api/v1/sweeps/{id}/trials/{n}/epochs", "GET /api/v1/sweeps/{id}/epochs", "GET /api/v1/sweeps/{id}/counts",
                "GET /api/v1/sweeps/{id}/progress", "GET /api/v1/sweeps/{id}/leaders", "GET /api/v1/sweeps/{id}/leaderboard",
                "GET /api/v1/sweeps/{id}/decisions",
                "GET /api/v1/sweeps/{id}/events", "GET /api/v1/sweeps/{id}/watch", "GET /api/v1/sweeps/{id}/summary",
                "GET /api/v1/sweeps/{id}/table",
                "GET /api/v1/sweeps/{id}/charts", "GET /api/v1/sweeps/{id}/curves", "GET /api/v1/sweeps/{id}/trials/{n}/configuration",
                "GET /api/v1/sweeps/{id}/trials/{n}/predictions", "GET /api/v1/sweeps/{id}/trials/{n}/network",
                "POST /api/v1/sweeps/{id}/trials/{n}/answers", "GET /api/v1/slots", "GET /api/v1/watch",
            ],
            ignoreOrder: true);
        operations.ShouldAllBe(operation => operation.Value.GetProperty("operationId").GetString()!.Length > 0);
        operations.ShouldAllBe(operation => operation.Value.GetProperty("summary").GetString()!.Length > 0);
        operations.ShouldAllBe(operation => operation.Value.GetProperty("description").GetString()!.Length > 0);
        document.GetProperty("components").GetProperty("schemas").GetProperty("TrialRecord").GetProperty("properties").GetProperty(
            "train_seconds");
    }

    [Theory]
    [InlineData("GET", "api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/v1/sweeps", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_ThatNoRouteTakes_IsAProblem(string method, string path, HttpStatusCode status)
    {
        await _api.StartAsync();

        var answer = await _api.SendAsync(new(method), path);

        answer.ShouldBeProblem(status, "invalid").ShouldContain("/openapi/v1.json");
    }

    [Fact]
    public async Task Failure_OfTheMachine_IsUnavailableAndSaysWhy()
    {
        var store = new CrashingStore(_api.Store);
        _api.StoreOfApi = store;
        await _api.StartAsync();
        await store.CrashAsync();

        (await _api.GetAsync("api/v1/sweeps")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment")
            .ShouldBe("This process has crashed.");
        (await _api.GetAsync("health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment");
    }

    [Fact]
    public async Task Probe_WhileNoSiloIsReachable_FindsTheServerAliveAndNotReady()
    {
        _api.Obstacle = "no silo is reachable at localhost:30000";
        await _api.StartAsync();

        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync("health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment")
            .ShouldBe("The server is not ready: no silo is reachable at localhost:30000.");

        _api.Obstacle = null;
        (await _api.GetAsync("health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Readiness_WhileCheckpointsCanNotBeKept_SaysWhyUntilTheyCan()
    {
        var tries = 0;
        _api.FindCheckpointProblem = () => ++tries < 3 ? $"Checkpoints can't be kept: try {tries}." : null;
        await _api.StartAsync();

        (await _api.GetAsync("health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment").ShouldContain("try 1");
        (await _api.GetAsync("health/ready")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment").ShouldContain("try 2");
        (await _api.GetAsync("health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync("health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);

        tries.ShouldBe(3, "a folder that works is not tried again");
    }

    [Fact]
    public async Task Failure_OfOurs_IsAnInternalErrorWithoutDetailsAndALogFile()
    {
        _api.LoadData = _ => throw new InvalidOperationException("secret of the house");
        await _api.StartAsync();

        var answer = await _api.SubmitAsync();

        answer.ShouldBeProblem(HttpStatusCode.InternalServerError, "internal");
        answer.Body.ShouldNotContain("secret");
        var log = Directory.EnumerateFiles(Path.Combine(_api.Home, "logs")).ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(log, ApiRig.Cancellation)).ShouldContain("secret of the house");
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task Start_BeyondThisMachineWithoutKeys_IsRefused(string address)
    {
        var refusal = await Should.ThrowAsync<SweepException>(
            () => _api.StartAsync(options => options with { Endpoint = new(IPAddress.Parse(address), 0) }));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain("./sweep keys add");
    }

    [Fact]
    public async Task Start_BeyondThisMachineWithAKey_Listens()
    {
        _api.AddKey(KeyScope.Read);

        await _api.StartAsync(options => options with { Endpoint = new(IPAddress.Any, 0) });

        _api.Server.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_AtATakenPort_IsRefused()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var refusal = await Should.ThrowAsync<SweepException>(
            () => _api.StartAsync(options => options with { Endpoint = (IPEndPoint)taken.LocalEndpoint }));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldContain("--listen");
    }

    [Theory]
    [InlineData("http://127.0.0.1:7070", "127.0.0.1:7070")]
    [InlineData("http://localhost:81", "127.0.0.1:81")]
    [InlineData("http://[::1]:7070/", "[::1]:7070")]
    public void Listen_AnAddress_IsRead(string listen, string endpoint) => ApiOptions.ParseListen(listen).ToString().ShouldBe(endpoint);

    [Theory]
    [InlineData("7070")]
    [InlineData("https://127.0.0.1:7070")]
    [InlineData("http://example.org:7070")]
    [InlineData("http://127.0.0.1:7070/api")]
    public void Listen_SomethingElse_IsRefused(string listen) =>
        Should.Throw<SweepException>(() => ApiOptions.ParseListen(listen)).Message.ShouldStartWith("--listen: ");

    [Fact]
    public async Task Rate_BeyondTheLimit_IsRefusedUntilTimePasses()
    {
        await _api.StartAsync(options => options with { RequestsPerMinute = 30 });
        for (var i = 0; i < 3; i++)
            (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.OK);

        var refused = await _api.GetAsync("api/v1/sweeps");

        refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many-requests").ShouldContain("30 requests a minute");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        (await _api.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        _api.Time.Advance(TimeSpan.FromSeconds(2));
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.OK);
        (await _api.GetAsync("api/v1/sweeps")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void TokenBucket_Unused_FillsToItsCapacityOnly()
    {
        var time = TestClock.Create();
        using var bucket = new TokenBucket(2, 1, time);
        time.Advance(TimeSpan.FromHours(1));

        Enumerable.Range(0, 3).Select(_ => bucket.AttemptAcquire().IsAcquired).ShouldBe([true, true, false]);
        bucket.IdleDuration.ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(2));
        bucket.IdleDuration.ShouldBe(TimeSpan.FromSeconds(2));
    }
}
