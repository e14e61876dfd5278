using System.Diagnostics;
using System.Globalization;
using SweepCluster.Client.Orleans;
using SweepCluster.Model;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>A silo on this machine, as a child process. It stops in order when its input is closed, and
/// so doesn't outlive this process.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>The exit code of a silo that finds one of its ports taken.</summary>
    public const int PortTaken = 4;

    /// <summary>Maximum time of a starting silo without a new line of its log or a new answer.</summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromMinutes(2);

    /// <summary>Maximum total time of the start.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private bool _wasReady;

    private SiloProcess(Process process, int number, SiloPorts ports)
    {
        (_process, Number, Ports) = (process, number, ports);
        Log = new(process.StandardError);
    }

    /// <summary>Number of the silo, from 0.</summary>
    public int Number { get; }

    public SiloPorts Ports { get; }

    public SiloLog Log { get; }

    public int Id => _process.Id;

    /// <summary>Completes when the process ends.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <param name="settings">Settings besides the ports, by name without the section.</param>
    /// <exception cref="SweepException">The silo's program is missing.</exception>
    public static SiloProcess Start(int number, SiloPorts ports, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Program()]);
        Set("SiloPort", ports.Silo.ToString(CultureInfo.InvariantCulture));
        Set("GatewayPort", ports.Gateway.ToString(CultureInfo.InvariantCulture));
        Set("Http", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Http}"));
        Set("StopWithInput", "true");
        foreach (var (name, value) in settings)
            Set(name, value);
        return Launch(start, number, ports);

        void Set(string name, string value) => start.Environment[$"Silo__{name}"] = value;
    }

    /// <summary>Starts a program in place of a silo.</summary>
    public static SiloProcess Launch(ProcessStartInfo start, int number, SiloPorts ports)
    {
        start.RedirectStandardInput = start.RedirectStandardError = true;
        return new(Process.Start(start) ?? throw new InvalidOperationException("The process of the silo did not start."), number, ports);
    }

    /// <returns>False if the silo has ended because another program took one of its ports.</returns>
    /// <exception cref="SweepException">The silo ended for another reason, or it is not ready in time; the message shows its last
    /// lines.</exception>
    public async Task<bool> WaitUntilReadyAsync(string clusterId, TimeProvider time, CancellationToken cancellation)
    {
        using var health = new SiloHealth(Ports.Http, clusterId);
        var start = time.GetTimestamp();
        var (progress, lines, obstacle) = (start, -1, "");
        while (true)
        {
            // Probed before the process is checked: if the silo has ended by then, another program answered.
            var answer = await health.ObstacleAsync(cancellation);
            if (_process.HasExited)
                return await ReadEndAsync();
            if (answer is null)
                return _wasReady = true;
            if (answer != obstacle || Log.Lines != lines)
                (progress, obstacle, lines) = (time.GetTimestamp(), answer, Log.Lines);
            if (time.GetElapsedTime(progress) > StallLimit || time.GetElapsedTime(start) > StartLimit)
                throw TooSlow(obstacle, time.GetElapsedTime(start));
            await Task.Delay(BetweenLooks, time, cancellation);
        }
    }

    /// <summary>Ends the silo at once, as a crash would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Lets a ready silo drain, ends any other at once, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_wasReady)
            _process.StandardInput.Close();
        else
            _process.Kill();
        await _process.WaitForExitAsync();
        await Log.Ended;
        _process.Dispose();
    }

    private async Task<bool> ReadEndAsync()
    {
        await _process.WaitForExitAsync();
        await Log.Ended;
        if (_process.ExitCode == PortTaken)
            return false;
        throw new SweepException(
            $"Silo {Number} ended with code {_process.ExitCode} before it was ready. {Ending()}", SweepErrorKind.Environment);
    }

    private SweepException TooSlow(string obstacle, TimeSpan waited) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Silo {Number} (process {Id}) was not ready within {waited.TotalSeconds:0} s: {obstacle}. {Ending()}"),
        SweepErrorKind.Environment);

    private string Ending() => Log.Last is { Length: > 0 } last ? $"Its last lines:{last}" : "It wrote nothing.";

    private static string Program()
    {
        const string name = "sweep-silo.dll";
        var here = AppContext.BaseDirectory;
        string[] places = [Path.Combine(here, name), Path.GetFullPath(Path.Combine(here, "../../../../Silo/bin/Release/net10.0", name))];
        return places.FirstOrDefault(File.Exists)
            ?? throw new SweepException(
                $"{name} was not found beside this program ({here}). Build it: dotnet build src/Silo -c Release",
                SweepErrorKind.Environment);
    }
}
