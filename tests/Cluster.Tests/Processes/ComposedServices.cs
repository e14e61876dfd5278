using System.Diagnostics;
using System.Text.RegularExpressions;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>The services of the compose file as processes of this machine: their commands and settings are those of the file, except for
/// folders, ports and the database, which containers have to themselves.</summary>
internal sealed class ComposedServices : IAsyncDisposable
{
    private static readonly string[] OfTheMachine = ["Postgres", "Http", "Home"];

    private readonly ComposeFile _file = ComposeFile.Read();
    private readonly TemporaryFolder _folder = new();
    private readonly string _connection = PostgresServer.Shared.CreateDatabase();
    private readonly SiloChildren _silos;
    private readonly List<(Process Process, ChildOutput Output, ChildOutput Error)> _started = [];
    private readonly Dictionary<string, string> _places;
    private readonly string _apiPort = FreePort.FindText();
    private readonly string _healthPort = FreePort.FindText();

    public ComposedServices()
    {
        _silos = new(_connection);
        _places = new()
        {
            ["/app/"] = AppContext.BaseDirectory,
            ["/keys"] = Directory.CreateDirectory(_folder.Combine("keys")).FullName,
            ["/state"] = Directory.CreateDirectory(_folder.Combine("state")).FullName,
            ["/checkpoints"] = Directory.CreateDirectory(_folder.Combine("checkpoints")).FullName,
            ["/tmp/sweep"] = _folder.Combine("tmp"),
            ["/sweep/sweep.yaml"] = RepositoryFolder.Combine("deploy", "compose", "sweep.yaml"),
            ["0.0.0.0:7070"] = $"127.0.0.1:{_apiPort}",
            ["api:7070"] = $"127.0.0.1:{_apiPort}",
            ["7071"] = _healthPort,
            // The owner of the keys, who may not be another here.
            ["1654:1654"] = "\"$(id -u):$(id -g)\"",
        };
    }

    /// <summary>What Prometheus scrapes.</summary>
    public IReadOnlyList<string> Targets => [.. _silos.Alive.Select(silo => new Uri(silo.HttpAddress).Authority)];

    /// <summary>What all processes but the silos have written.</summary>
    public string Log => string.Join('\n', _started.Select(child => child.Output.Text + child.Error.Text));

    /// <summary>Starts silos, keys and the API, in the order of the file, each healthy before the next.</summary>
    public async Task StartAsync()
    {
        var (code, _, error) = await ChildProcess.RunAsync(
            With(new("bash", ["-euc", .. Here(_file.Command("keys"))]), _file.Environment("keys")));
        code.ShouldBe(0, error);
        (string, string)[] settings =
        [
            .. _file.Environment("silo").Select(pair => (Name: pair.Key["Silo__".Length..], Value: Here(pair.Value)))
                .Where(setting => !OfTheMachine.Contains(setting.Name)),
        ];
        for (var number = 0; number < _file.Replicas("silo"); number++)
        {
            var silo = await _silos.StartAsync(settings);
            await WaitUntilHealthyAsync("silo", new Dictionary<string, string> { ["Silo__Http"] = silo.HttpAddress });
        }

        Start("api");
        await WaitUntilHealthyAsync("api", _file.Environment("api"));
    }

    /// <summary>Starts the service that submits the sweep.</summary>
    public void Submit() => Start("submit");

    public ValueTask DisposeAsync()
    {
        foreach (var (process, _, _) in _started)
        {
            process.KillAtTheEnd().Dispose();
            process.Dispose();
        }

        return DisposeSilosAsync();
    }

    private async ValueTask DisposeSilosAsync()
    {
        await _silos.DisposeAsync();
        _folder.Dispose();
    }

    private void Start(string service)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. Here(_file.Command(service))];
        var start = With(new("dotnet", arguments), _file.Environment(service));
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = ChildProcess.Start(start);
        _started.Add((process, new(process.StandardOutput), new(process.StandardError)));
    }

    private async Task WaitUntilHealthyAsync(string service, IReadOnlyDictionary<string, string> settings)
    {
        var command = Here(_file.HealthCheck(service));
        await Eventually.ReadAsync(
            $"the service {service} to be healthy",
            () => ChildProcess.RunAsync(With(new(command[0], command[1..]), settings)),
            result => result.Code == 0,
            result => $"{result.Code}: {result.Output}{result.Error}\n{Log}");
    }

    private ProcessStartInfo With(ProcessStartInfo start, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
            start.Environment[name] = name == "SWEEP_POSTGRES" ? _connection : Here(value);
        return start;
    }

    private string[] Here(IReadOnlyList<string> words) => [.. words.Select(Here)];

    // Places of a container as those of this machine, in one pass: what a place is replaced by may look like another.
    private string Here(string text) =>
        Regex.Replace(text, string.Join('|', _places.Keys.Select(Regex.Escape)), match => _places[match.Value]);
}
