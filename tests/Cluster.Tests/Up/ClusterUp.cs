using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Client;
using SweepCluster.Contracts.Ports;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Up;

/// <summary>The real program, <c>sweep cluster up</c>, with a home and a folder for temporary files of its own.</summary>
internal sealed partial class ClusterUp : IAsyncDisposable
{
    /// <summary>Several programs start one after another.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly ChildOutput _output;
    private readonly ChildOutput _error;

    private ClusterUp(int silos, string? postgres)
    {
        Directory.CreateDirectory(Temporary);
        string[] arguments =
            ["cluster", "up", "--silos", $"{silos}", "--slots", "1", "--listen", "http://127.0.0.1:0", "--home", _folder.Combine("home")];
        var start = ChildProcess.WithDefaultInterrupt("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. arguments]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment.Remove("SWEEP_POSTGRES");
        if (postgres is not null)
            start.Environment["SWEEP_POSTGRES"] = postgres;
        start.Environment["TMPDIR"] = Temporary;
        _process = ChildProcess.Start(start);
        (_output, _error) = (new(_process.StandardOutput), new(_process.StandardError));
    }

    public string Printed => _output.Text + _error.Text;

    /// <summary>The folders of certificates that it has not deleted.</summary>
    public string[] KeyFolders => Directory.GetDirectories(Temporary, "sweep-cluster-*");

    /// <summary>Its silos, in their order.</summary>
    public IReadOnlyList<SiloOfUp> Silos => [.. SiloLine().Matches(_output.Text).Select(SiloOfUp.Read)];

    private string Temporary => _folder.Combine("tmp");

    /// <summary>Starts it and does not wait.</summary>
    public static ClusterUp Begin(int silos) => new(silos, postgres: null);

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="postgres">The database by which its silos find each other; null: by the first one.</param>
    public static async Task<ClusterUp> StartAsync(int silos, string? postgres = null)
    {
        var up = new ClusterUp(silos, postgres);
        try
        {
            await Eventually.HoldsAsync(
                "a cluster to serve", () => up._process.HasExited || ServingLine().IsMatch(up._output.Text), () => up.Printed, MaxWait);
            up._process.HasExited.ShouldBeFalse(up.Printed);
            return up;
        }
        catch
        {
            await up.DisposeAsync();
            throw;
        }
    }

    /// <summary>Its sweeps, by its HTTP API.</summary>
    public ISweepService OpenService() => new RemoteSweepService(OpenClient(), TimeProvider.System);

    /// <summary>A client of its HTTP API.</summary>
    public ApiClient OpenClient() =>
        new(ClusterAddress.Read(ServingLine().Match(_output.Text).Groups[1].Value, keyFile: null), TimeProvider.System);

    public void Terminate() => _process.Signal("TERM");

    public void Kill() => _process.Kill();

    /// <summary>Waits for its end: its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.EndAsync(() => Printed);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await EndAsync();
        // They end with it, and hold files of the home folder until then.
        await Eventually.HoldsAsync("the silos to end", () => !Silos.Any(silo => silo.IsRunning), () => Printed);
        _process.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex(@"^silo \d+: 1 slots, process (\d+), metrics at (\S+)$", RegexOptions.Multiline)]
    private static partial Regex SiloLine();

    [GeneratedRegex(@"^Serving .* at (http\S+?),", RegexOptions.Multiline)]
    private static partial Regex ServingLine();
}

/// <summary>A silo that <c>sweep cluster up</c> has started.</summary>
/// <param name="Metrics">The address of its metrics.</param>
internal sealed record SiloOfUp(int Id, string Metrics)
{
    /// <param name="line">What the program prints of it: the groups are its process and the address of its metrics.</param>
    public static SiloOfUp Read(Match line) => new(int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), line.Groups[2].Value);

    /// <summary>Linux only. A process that has ended, and that its parent has not waited for, is a zombie.</summary>
    public bool IsRunning
    {
        get
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{Id}/stat");
                return stat[stat.LastIndexOf(')') + 2] != 'Z';
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>A setting that it was started with; Linux only.</summary>
    public string Setting(string name) => File.ReadAllText($"/proc/{Id}/environ").Split('\0')
        .Single(variable => variable.StartsWith($"Silo__{name}=", StringComparison.Ordinal)).Split('=', 2)[1];

    public int Port(string name) => int.Parse(Setting(name), CultureInfo.InvariantCulture);
}
