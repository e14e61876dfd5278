using System.Diagnostics;
using System.Globalization;
using SweepCluster.Contracts;

namespace SweepCluster.Coordinator.Cluster;

/// <summary>A silo on this machine, as a child process. It stops in order when its input is closed, and so doesn't outlive this process.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const int FirstSiloPort = 11111;
    private const int FirstGatewayPort = 30000;
    private const int FirstHttpPort = 8081;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly Uri _ready;

    private SiloProcess(Process process, int number) =>
        (_process, Number, _ready) = (process, number, new(FormattableString.Invariant($"http://127.0.0.1:{FirstHttpPort + number}/health/ready")));

    public static SilosPlace FirstGateway { get; } = new(FirstGatewayPort);

    /// <summary>From 0.</summary>
    public int Number { get; }

    public int Id => _process.Id;

    /// <summary>Ends when the process does.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <param name="settings">Beside the ports, by name without the section.</param>
    /// <exception cref="SweepException">There is no such program.</exception>
    public static SiloProcess Start(int number, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Program()]) { RedirectStandardInput = true };
        Set("SiloPort", FirstSiloPort + number);
        Set("GatewayPort", FirstGatewayPort + number);
        start.Environment["Silo__Http"] = FormattableString.Invariant($"http://127.0.0.1:{FirstHttpPort + number}");
        start.Environment["Silo__StopWithInput"] = "true";
        foreach (var (name, value) in settings)
            start.Environment[$"Silo__{name}"] = value;
        return new(Process.Start(start) ?? throw new InvalidOperationException("The process of the silo did not start."), number);

        void Set(string name, int value) => start.Environment[$"Silo__{name}"] = value.ToString(CultureInfo.InvariantCulture);
    }

    /// <exception cref="SweepException">It ended, or took too long.</exception>
    public async Task WaitUntilReadyAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var started = time.GetTimestamp(); time.GetElapsedTime(started) < Patience;)
        {
            if (_process.HasExited)
                throw new SweepException($"Silo {Number} ended with code {_process.ExitCode} before it was ready; what it says stands above.", SweepErrorKind.Environment);
            try
            {
                using var answer = await client.GetAsync(_ready, cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(BetweenLooks, time, cancellation);
        }

        throw new SweepException($"Silo {Number} was not ready within {Patience.TotalSeconds:0} s; what it says stands above.", SweepErrorKind.Environment);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets it drain, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Program()
    {
        const string name = "sweep-silo.dll";
        var here = AppContext.BaseDirectory;
        string[] places = [Path.Combine(here, name), Path.GetFullPath(Path.Combine(here, "../../../../Silo/bin/Release/net10.0", name))];
        return places.FirstOrDefault(File.Exists)
            ?? throw new SweepException($"{name} was not found beside this program ({here}). Build it: dotnet build src/Silo -c Release", SweepErrorKind.Environment);
    }
}
