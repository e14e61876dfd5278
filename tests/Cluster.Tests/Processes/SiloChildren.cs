using System.Diagnostics;
using System.Net;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>Real silos: processes of the real program that meet in a real database over TCP.</summary>
internal sealed class SiloChildren(string connection) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SiloChild> _all = [];
    private readonly List<SiloChild> _alive = [];

    /// <summary>Home folder of all silos.</summary>
    public string Home => _folder.Path;

    /// <summary>The silos that were ready once and have not been killed.</summary>
    public IReadOnlyList<SiloChild> Alive
    {
        get
        {
            lock (_all)
            {
                return [.. _alive];
            }
        }
    }

    /// <summary>Starts a silo and waits until it is ready.</summary>
    /// <param name="settings">Beside the ordinary ones, by name without the section.</param>
    public async Task<SiloChild> StartAsync(params (string Name, string Value)[] settings)
    {
        var child = new SiloChild(connection, _folder.Path, settings);
        lock (_all)
        {
            _all.Add(child);
        }

        await child.WaitUntilReadyAsync();
        lock (_all)
        {
            _alive.Add(child);
        }

        return child;
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(SiloChild child)
    {
        lock (_all)
        {
            _alive.Remove(child);
        }

        child.Kill();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var child in _all)
            child.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One of them.</summary>
internal sealed class SiloChild : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly StringWriter _log = new();
    private readonly string _http;

    /// <param name="settings">Beside the ordinary ones, by name without the section.</param>
    /// <param name="variables">Other variables of its environment; null: none.</param>
    public SiloChild(
        string connection,
        string home,
        (string Name, string Value)[] settings,
        IReadOnlyCollection<(string Name, string Value)>? variables = null)
    {
        _http = $"http://127.0.0.1:{FreePort.FindText()}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep-silo.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        (string, string)[] ordinary =
        [
            ("Clustering", "postgres"), ("Postgres", connection), ("AdvertisedAddress", "127.0.0.1"), ("SiloPort", $"{SiloPort}"),
            ("GatewayPort", FreePort.FindText()),
            ("Http", _http), ("Home", home), ("Slots", "1"), ("StopWithInput", "true"), .. settings,
        ];
        foreach (var (name, value) in ordinary)
            start.Environment[$"Silo__{name}"] = value;
        foreach (var (name, value) in variables ?? [])
            start.Environment[name] = value;
        _process = ChildProcess.Start(start);
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.WriteLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The address of its probes and metrics.</summary>
    public string HttpAddress => _http;

    /// <summary>Where other silos reach it, on the loopback address.</summary>
    public int SiloPort { get; } = FreePort.Find();

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public async Task WaitUntilReadyAsync()
    {
        await WaitForReadinessAsync(HttpStatusCode.OK);
        _process.HasExited.ShouldBeFalse(Log);
    }

    /// <summary>Waits until the silo reports its readiness by this status, or has ended.</summary>
    public Task WaitForReadinessAsync(HttpStatusCode wanted) => Eventually.ReadAsync(
        $"the readiness of silo {Id} to be {wanted}",
        () => ReadinessAsync(),
        status => status == wanted || _process.HasExited,
        status => $"{(status is null ? "no answer" : status)}, and its log:\n{Log}");

    /// <summary>What Prometheus would read.</summary>
    public Task<string> MetricsAsync() => Http.GetStringAsync(new Uri($"{_http}/metrics"), TestContext.Current.CancellationToken);

    /// <summary>Null: it does not answer.</summary>
    public Task<HttpStatusCode?> ReadinessAsync() => AskForReadinessAsync<HttpStatusCode?>(answer => Task.FromResult<HttpStatusCode?>(
        answer.StatusCode));

    /// <summary>What it says about its readiness; null: it does not answer.</summary>
    public Task<string?> ReadinessTextAsync() => AskForReadinessAsync<string?>(
        async answer => await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public void Kill()
    {
        _process.Kill();
        _process.End();
    }

    /// <summary>Sends a signal by its name, such as <c>STOP</c>.</summary>
    public void Signal(string name) => _process.Signal(name);

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndAsync() => _process.EndAsync(() => Log);

    /// <summary>Requests an orderly stop, waits, and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.EndAsync(() => Log);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private async Task<T?> AskForReadinessAsync<T>(Func<HttpResponseMessage, Task<T?>> read)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"{_http}/health/ready"), TestContext.Current.CancellationToken);
            return await read(answer);
        }
        catch (HttpRequestException)
        {
            return default;
        }
        catch (TaskCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // It listens, and is too busy.
            return default;
        }
    }
}
