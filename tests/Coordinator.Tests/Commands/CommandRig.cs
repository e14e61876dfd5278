using Microsoft.Extensions.Time.Testing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The command line in this process: a store on disk, the embedded runtime, a scripted trainer.</summary>
internal sealed class CommandRig : IDisposable
{
    /// <summary>Two configurations by two seeds; ranked by val_accuracy, which the scripted trainer makes from trial and epoch.</summary>
    public const string Spec = "name: quick\ndataset: glyphs\nsplit: {last: 100}\nseeds: 2\nbase: {epochs: 2}\nspace: {width: [8, 16]}\n";

    private readonly TemporaryFolder _folder = new();

    public ScriptedTrainer Trainer { get; set; } = new();

    /// <summary>Takes the place of the trainer whose speed is measured: a hundred images in a quarter of a second.</summary>
    public ScriptedTrainer Calibrated { get; set; } = new();

    /// <summary>Is measured instead of <see cref="Calibrated"/>; null: that one.</summary>
    public ITrainer? Untimed { get; set; }

    /// <summary>How a user at a terminal answers; null: there is no terminal.</summary>
    public Func<string, bool>? Confirm { get; set; }

    /// <summary>Receives notifications; by default none may be sent.</summary>
    public HttpMessageHandler Http { get; set; } = new RefusingHandler();

    public FakeTimeProvider Time { get; } = TestClock.Create();

    public Terminal Terminal { get; set; } = Terminal.None;

    /// <summary>What Ctrl-C would do; a new one for every command.</summary>
    public CancellationTokenSource CtrlC { get; private set; } = new();

    /// <summary>Takes the place of the store; null: the one on disk.</summary>
    public Func<IResultStore>? OpenStore { get; set; }

    /// <summary>Takes the place of standard output, for one that can't be written; null: what is written is returned.</summary>
    public TextWriter? Output { get; set; }

    public string Home => _folder.Combine("home");

    public string WriteSpec(string text = Spec, string name = "spec.yaml")
    {
        var file = _folder.Combine(name);
        File.WriteAllText(file, text);
        return file;
    }

    public SqliteResultStore Store() => SqliteResultStore.Open(Home);

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        CtrlC.Dispose();
        CtrlC = new();
        var (output, error) = (new StringWriter(), new StringWriter());
        var host = new CommandHost
        {
            Time = Time,
            Terminal = Terminal,
            OpenStore = settings => OpenStore?.Invoke()
                ?? (settings.OnlyReads ? SqliteResultStore.OpenForReading(settings.Home) : SqliteResultStore.Open(settings.Home)),
            OpenRuntime = (settings, store) => new ScriptedRuntime(
                new(ResultStores.Writable(store), _ => Trainer, new(settings.Workers, settings.CheckpointRoot), Time)),
            OpenTrainer = _ => new(Untimed ?? Calibrated),
            Confirm = Confirm,
            OpenHttp = () => Http,
            Listen = () => new Interruptor(CtrlC.Token),
        };
        var code = await SweepRoot.RunAsync([.. arguments, "--home", Home, "--workers", "1"], host, Output ?? output, error)
            .WithinDeadlineAsync($"'{string.Join(' ', arguments)}' to end", () => $"{output}{error}");
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the usual spec to its end.</summary>
    public async Task FinishAsync(string text = Spec) => (await RunAsync("run", WriteSpec(text), "--quiet")).Code.ShouldBe(0);

    public void Dispose()
    {
        CtrlC.Dispose();
        _folder.Dispose();
    }

    private sealed class ScriptedRuntime(EmbeddedSweepService service) : IEmbeddedRuntime
    {
        public ISweepService Service => service;

        public EmbeddedSweepService Embedded => service;

        public DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation) => null;

        public ValueTask DisposeAsync() => service.DisposeAsync();
    }

    private sealed class RefusingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"Nothing is to be sent, but {request.RequestUri} is.");
    }

    private sealed class Interruptor(CancellationToken requested) : IInterruption
    {
        public CancellationToken Requested => requested;

        public void Dispose()
        {
        }
    }
}
