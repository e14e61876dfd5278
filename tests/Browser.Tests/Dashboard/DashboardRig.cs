using System.Net;
using SweepCluster.Api;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Server;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>The server with its pages on a free port of this machine, over a store on disk, the embedded
/// runtime and a scripted trainer.</summary>
internal sealed class DashboardRig : IAsyncDisposable
{
    /// <summary>Four configurations by two seeds.</summary>
    public const string Spec = "name: quick\ndescription: Which is best?\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\n"
        + "base: {epochs: 3}\nspace: {width: [8, 16], depth: [1, 2]}\n";

    private const int Workers = 1;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedSweepService _service;
    private ApiServer? _server;
    private int _port;

    public DashboardRig()
    {
        Store = SqliteResultStore.Open(_folder.Path);
        _service = new(Store, _ => Trainer, new(Workers, CheckpointRoot), TimeProvider.System);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ScriptedTrainer Trainer { get; } = new();

    public SqliteResultStore Store { get; }

    public string AuditLog => _folder.Combine("audit.log");

    private string CheckpointRoot => _folder.Combine("checkpoints");

    /// <summary>Serves, at the port that it had before where it served already.</summary>
    public async Task<DashboardRig> StartAsync()
    {
        var options = new ApiOptions(new(IPAddress.Loopback, _port), _folder.Path) { RequestsPerMinute = 1_000_000 };
        var backend = new ApiBackend(_service, Store, (_, _, pinned, _) => pinned)
        {
            Slots = _ => Task.FromResult(Slots()),
            Networks = new TrialNetworks(new(new FolderCheckpointStorage(CheckpointRoot), Data: null, SourceReader.Server)),
        };
        _server = await ApiServer.StartAsync(options, backend, TimeProvider.System, logging: null, Cancellation);
        _port = _server.Address.Port;
        return this;
    }

    public async Task StopAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    public string Address(string path = "") => new Uri(_server!.Address, path).ToString();

    public string AddKey(KeyScope scope) => KeyFile.FromHome(_folder.Path).Add(scope.Name(), scope, TimeProvider.System.GetUtcNow());

    public Task<SweepRecord> SubmitAsync(string spec = Spec) => _service.SubmitAsync(new(spec, null), Cancellation);

    public async Task<SweepRecord> FindAsync(string id) => (await Store.FindSweepAsync(id, Cancellation))!;

    /// <summary>Waits until the store has the sweep in this status; the store may lag behind the page.</summary>
    public Task<SweepRecord> ReachAsync(string id, SweepStatus status) =>
        Eventually.ReadAsync($"the sweep {id} to be {status} in the store", () => FindAsync(id), sweep => sweep.Status == status);

    public async Task<SweepSpec> SpecOfAsync(string id) => Sweep.Read(await FindAsync(id)).Spec;

    /// <summary>Submits and waits for the end.</summary>
    public async Task<SweepRecord> FinishAsync(string spec = Spec)
    {
        var sweep = await SubmitAsync(spec);
        await _service.WatchAsync(sweep.Id, Cancellation).LastAsync($"the sweep {sweep.Id} to finish");
        return sweep;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    private IReadOnlyList<SlotStatus> Slots()
    {
        var running = _service.Running().ToLookup(entry => entry.Trial.Slot);
        return
        [
            .. Enumerable.Range(0, Workers).Select(slot => new SlotStatus(
                $"worker {slot}", Accelerator.Cpu, "CPU trainer", false,
                [.. running[slot].Select(entry => new SlotTrialStatus(
                    entry.Sweep, entry.Trial.Trial, entry.Trial.Attempt, entry.Trial.Progress, entry.Trial.EpochTarget,
                    entry.Trial.SamplesPerSecond))])),
        ];
    }
}
