using System.Net;
using System.Text;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Api;
using SweepCluster.Coordinator.Commands;
using SweepCluster.Coordinator.Embedded;
using SweepCluster.Coordinator.Security;
using SweepCluster.Coordinator.Wire;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>The server with its pages on a free port of this machine, over a store on disk, the embedded runtime and a trainer.</summary>
internal sealed class DashboardRig : IAsyncDisposable
{
    /// <summary>Four configurations by two seeds.</summary>
    public const string Spec = "name: quick\ndescription: Which is best?\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 3}\nspace: {width: [8, 16], depth: [1, 2]}\n";

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedSweepService _service;
    private readonly int _workers;
    private ApiServer? _server;
    private int _port;

    /// <param name="trainer">Null: a scripted one.</param>
    public DashboardRig(ITrainer? trainer = null, int workers = 1)
    {
        _workers = workers;
        Store = SqliteResultStore.Open(_folder.Path);
        _service = new(Store, _ => trainer ?? Trainer, new(workers, CheckpointRoot), TimeProvider.System);
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
        var backend = new ApiBackend(_service, Store, (_, _, _) => { }) { Slots = _ => Task.FromResult(Slots()), CheckpointRoot = CheckpointRoot };
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

    public string AddKey(KeyScope scope) => KeyFile.Of(_folder.Path).Add(scope.Name(), scope, TimeProvider.System.GetUtcNow());

    public Task<SweepRecord> SubmitAsync(string spec = Spec) => _service.SubmitAsync(new(spec, null), Cancellation);

    public async Task<SweepRecord> FindAsync(string id) => (await Store.FindSweepAsync(id, Cancellation))!;

    public async Task<SweepSpec> SpecOfAsync(string id) => SweepLookup.Spec(await FindAsync(id));

    /// <summary>Submits and waits for the end.</summary>
    public async Task<SweepRecord> FinishAsync(string spec = Spec)
    {
        var sweep = await SubmitAsync(spec);
        await foreach (var _ in _service.WatchAsync(sweep.Id, Cancellation))
        {
        }

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

    private IReadOnlyList<SlotMessage> Slots()
    {
        var running = _service.Running().ToLookup(entry => entry.Trial.Slot);
        return
        [
            .. Enumerable.Range(0, _workers).Select(slot => new SlotMessage(
                $"worker {slot}", "cpu", "CPU trainer", false,
                [.. running[slot].Select(entry => new SlotTrialMessage(entry.Sweep, entry.Trial.Trial, entry.Trial.Attempt, entry.Trial.Progress, entry.Trial.EpochTarget, entry.Trial.SamplesPerSecond))])),
        ];
    }
}

/// <summary>What tests of the dashboard ask of a page.</summary>
internal static class DashboardPages
{
    private const int MostLooks = 400;

    /// <summary>The texts of a table's cells, a line per row.</summary>
    public static async Task<string> RowsAsync(this BrowserPage page, string table)
    {
        var rows = await page.EvaluateAsync<string[]>($"[...document.querySelectorAll({BrowserPage.Quoted(table + " tbody tr:not(.room)")})].map(row => [...row.cells].map(cell => cell.innerText.trim()).join('|'))");
        return Lines(rows);
    }

    /// <summary>Waits until the page shows what is expected; both are read again and again, for both move. If that doesn't come, the last look is compared.</summary>
    public static async Task ShouldComeToShowAsync(this BrowserPage page, Func<Task<string>> shown, Func<Task<string>> expected)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (await shown() == await expected())
                return;
            await page.EvaluateAsync<bool>("new Promise(done => setTimeout(() => done(true), 50))");
        }

        (await shown()).ShouldBe(await expected());
    }

    public static string Lines(IEnumerable<string> lines) => new StringBuilder().AppendJoin('\n', lines).ToString();

    /// <summary>Nothing was complained of, and nothing asked of anybody but the server.</summary>
    public static void ShouldBeQuiet(this BrowserPage page, DashboardRig rig)
    {
        page.Errors.ShouldBeEmpty();
        page.Requests.Count.ShouldBeGreaterThan(5);
        page.Requests.ShouldAllBe(address => address.StartsWith(rig.Address(""), StringComparison.Ordinal));
    }
}
