using SweepCluster.Api.Metrics;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Metrics;

/// <summary>The embedded runtime over a store on disk, a scripted trainer, and <c>/metrics</c> on a free port.</summary>
internal sealed class MetricsRig : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly SqliteResultStore _store;
    private readonly bool _ownsStore;
    private readonly EmbeddedSweepService _service;
    private MetricsServer? _server;

    /// <param name="workers">Training slots.</param>
    /// <param name="store">Stays the caller's; null: a new one.</param>
    /// <param name="recordedSweeps">See <see cref="EmbeddedMetrics"/>.</param>
    public MetricsRig(int workers = 2, SqliteResultStore? store = null, int? recordedSweeps = null)
    {
        _ownsStore = store is null;
        _store = store ?? SqliteResultStore.Open(_folder.Path);
        Metrics = new(_store, TimeProvider.System, recordedSweeps);
        _service = new(Metrics.Store, _ => Trainer, new(workers, checkpointRoot: null), TimeProvider.System);
        Metrics.Watch(new Runtime(_service));
    }

    public EmbeddedMetrics Metrics { get; }

    public ScriptedTrainer Trainer { get; } = new();

    public IResultStore Store => _store;

    public ISweepService Service => _service;

    public Uri Address => _server!.Address;

    /// <summary>Host and port, as Prometheus names a target.</summary>
    public string Target => Address.Authority;

    public async Task<MetricsRig> StartAsync()
    {
        _server = await MetricsServer.StartAsync(Metrics, 0, TimeProvider.System, TestContext.Current.CancellationToken);
        return this;
    }

    public async Task<string> SubmitAsync(string spec) =>
        (await _service.SubmitAsync(new(spec, null), TestContext.Current.CancellationToken)).Id;

    public async Task<HttpResponseMessage> GetAsync(string path = "metrics", string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        request.Headers.Host = host;
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await Metrics.DisposeAsync();
        if (_ownsStore)
            await _store.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    private sealed class Runtime(EmbeddedSweepService service) : IEmbeddedRuntime
    {
        public ISweepService Service => service;

        public EmbeddedSweepService Embedded => service;

        public DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation) => null;

        public ValueTask DisposeAsync() => service.DisposeAsync();
    }
}
