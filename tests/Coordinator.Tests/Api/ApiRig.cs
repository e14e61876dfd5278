using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SweepCluster.Api;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Server;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>The API on a free port of this machine, over a store on disk, the embedded runtime and a scripted trainer.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    /// <summary>Two configurations by two seeds.</summary>
    public const string Spec = "name: quick\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 2}\nspace: {width: [8, 16]}\n";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private EmbeddedSweepService? _service;
    private ApiServer? _server;

    public ApiRig() => Store = SqliteResultStore.Open(Home);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Home => _folder.Path;

    public SqliteResultStore Store { get; }

    public ScriptedTrainer Trainer { get; } = new();

    public FakeTimeProvider Time { get; } = TestClock.Create();

    public KeyFile Keys => KeyFile.FromHome(Home);

    public EmbeddedSweepService Service => _service ?? throw new InvalidOperationException("Not started yet.");

    public ApiServer Server => _server ?? throw new InvalidOperationException("Not started yet.");

    /// <summary>Sent with every request; null: none.</summary>
    public string? Key { get; set; }

    /// <summary>The data sets that were asked for before a sweep was recorded.</summary>
    public List<string> Loaded { get; } = [];

    /// <summary>Loads them; by default nothing happens.</summary>
    public Action<string> LoadData { get; set; } = _ => { };

    /// <summary>Takes the place of the store in the API; null: the one on disk.</summary>
    public IResultStore? StoreOfApi { get; set; }

    /// <summary>Takes the place of the runtime in the API; null: the embedded one.</summary>
    public ISweepService? ServiceOfApi { get; set; }

    /// <summary>Served at <c>/metrics</c>; null: there are none.</summary>
    public EmbeddedMetrics? MetricsOfApi { get; set; }

    /// <summary>What keeps the runtime from taking work; null: nothing.</summary>
    public string? Obstacle { get; set; }

    /// <summary>Where the server's log goes; null: nowhere.</summary>
    public Action<ILoggingBuilder>? LoggingOfApi { get; set; }

    /// <summary>Tries the folder of checkpoints; by default it can be used.</summary>
    public Func<string?> FindCheckpointProblem { get; set; } = () => null;

    /// <summary>Whether the API takes itself for that of a cluster, whose workers write the checkpoints.</summary>
    public bool WorkersElsewhere { get; set; }

    /// <summary>The folder of data sets that the API is given; null: none.</summary>
    public string? DataOfApi { get; set; }

    /// <summary>What the runtime says of its slots.</summary>
    public IReadOnlyList<SlotStatus> Slots { get; set; } = [];

    public async Task<ApiRig> StartAsync(Func<ApiOptions, ApiOptions>? adapt = null)
    {
        _service ??= new(Store, _ => Trainer, new(1, checkpointRoot: null), Time);
        var options = new ApiOptions(new(IPAddress.Loopback, 0), Home) { RequestsPerMinute = 1_000_000 };
        var backend = new ApiBackend(ServiceOfApi ?? _service, StoreOfApi ?? Store, (dataset, _, pinned, _) => Load(dataset, pinned))
        {
            Metrics = MetricsOfApi,
            Slots = _ => Task.FromResult(Slots),
            Obstacle = () => Obstacle,
            Networks = new TrialNetworks(new(
                new FolderCheckpointStorage(Path.Combine(Home, "checkpoints")),
                DataOfApi,
                WorkersElsewhere ? SourceReader.ClusterServer : SourceReader.Server)),
            FindCheckpointProblem = _ => Task.FromResult(FindCheckpointProblem()),
            DataFolder = DataOfApi,
        };
        _server = await ApiServer.StartAsync(adapt?.Invoke(options) ?? options, backend, Time, LoggingOfApi, Cancellation);
        return this;
    }

    public string AddKey(KeyScope scope, string? name = null) => Keys.Add(name ?? scope.Name(), scope, Time.GetUtcNow());

    /// <summary>Sends one request; the answer's body is read to its end.</summary>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path));
        if (Key is not null)
            request.Headers.Authorization = new("Bearer", Key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var answer = await _client.SendAsync(request, Cancellation).WithinDeadlineAsync($"the answer to {method} {path}");
        return new(
            answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation), answer.Content.Headers.ContentType?.MediaType,
            answer.Headers);
    }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> SubmitAsync(string spec = Spec, string query = "") =>
        SendAsync(HttpMethod.Post, "api/v1/sweeps" + query, spec, "application/yaml");

    public Task<ApiAnswer> ChangeAsync(string id, string json) => SendAsync(HttpMethod.Post, $"api/v1/sweeps/{id}/changes", json);

    /// <summary>Submits a sweep and waits for its end.</summary>
    public async Task<string> FinishAsync(string spec = Spec)
    {
        var id = (await SubmitAsync(spec)).Json.GetProperty("sweep").GetString()!;
        await GetAsync($"api/v1/sweeps/{id}/watch");
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await Store.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    private DatasetPin? Load(string dataset, DatasetPin? pinned)
    {
        LoadData(dataset);
        Loaded.Add(dataset);
        return pinned;
    }
}

internal sealed record ApiAnswer(HttpStatusCode Status, string Body, string? Type, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public JsonElement[] Lines =>
        [.. Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Checks that it is a problem of that status without a trace of the program's insides.</summary>
    public string ShouldBeProblem(HttpStatusCode status, string kind)
    {
        Status.ShouldBe(status, Body);
        Type.ShouldBe("application/problem+json");
        Json.GetProperty("type").GetString().ShouldBe($"urn:sweepcluster:problem:{kind}");
        Json.GetProperty("status").GetInt32().ShouldBe((int)status);
        Body.ShouldNotContain("   at ");
        Body.ShouldNotContain("SweepCluster.");
        return Json.GetProperty("detail").GetString()!;
    }
}
