using System.Text.Json;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Real sweeps in three homes, all of them called <c>same-1</c>, and a Prometheus that scrapes them: one that had finished before
/// its server was started (job <c>lab</c>), one that runs beside a silo with a GPU (job <c>cluster</c>), and one that has finished and
/// whose process is gone (job <c>laptop</c>).</summary>
public sealed class GrafanaSweeps : IAsyncLifetime
{
    /// <summary>Half of it diverges with <c>relu</c>.</summary>
    private const string Finished = """
        name: same
        dataset: glyphs:train=500,test=100
        split: {last: 100}
        seeds: 2
        base: {epochs: 2, batch: 50}
        space:
          activation: [relu, tanh]
          optimizer: [{name: sgd, lr: 0.10}, {name: sgd, lr: 1e+12}, adam]
          l2: [0, 1e-05]

        """;

    private const string Running = """
        name: same
        dataset: glyphs:train=500,test=100
        split: {last: 100}
        seeds: 10000
        base: {epochs: 2, batch: 50}
        space: {width: [4, 8]}

        """;

    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly SweepProgram _lab = new();
    private readonly SweepProgram _cluster = new();
    private readonly SweepProgram _laptop = new();
    private GpuSilo? _gpu;
    private PrometheusServer? _prometheus;

    private PrometheusServer Prometheus => _prometheus!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (GrafanaLibrary.Problem is not null || Requirement.Prometheus is not null)
            return;
        string[] ports = [FreePort.FindText(), FreePort.FindText(), FreePort.FindText()];
        _gpu = await GpuSilo.StartAsync();
        _prometheus = new(
            [
                ("lab", $"127.0.0.1:{ports[0]}"), ("cluster", $"127.0.0.1:{ports[1]}"), ("cluster", _gpu.Target),
                ("laptop", $"127.0.0.1:{ports[2]}"),
            ],
            "1s");
        var lab = await _lab.RunAsync(NoVariables, "run", _lab.WriteSpec(Finished), "--quiet", "--workers", "1");
        lab.Code.ShouldBe(0, lab.Output + lab.Error);
        _lab.Start(NoVariables, "serve", "--workers", "1", "--listen", $"http://127.0.0.1:{ports[0]}");
        _cluster.Start(NoVariables, "run", _cluster.WriteSpec(Running), "--quiet", "--workers", "1", "--metrics-port", ports[1]);
        var laptop = await _laptop.RunAsync(
            NoVariables, "run", _laptop.WriteSpec(Finished), "--quiet", "--workers", "1", "--metrics-port", ports[2]);
        laptop.Code.ShouldBe(0, laptop.Output + laptop.Error);
        foreach (var (job, state, count) in new[] { ("lab", 1, 1), ("cluster", 1, 2), ("laptop", 0, 1) })
            await Prometheus.QueryUntilAsync($"up{{job='{job}'}} == {state}", samples => samples.Count == count, Cancellation);
        foreach (var job in new[] { "lab", "cluster", "laptop" })
        {
            await Prometheus.QueryUntilAsync(
                $"last_over_time(sweepcluster_leaderboard_cell{{job='{job}'}}[15m])", samples => samples.Count > 0, Cancellation);
        }

        // Both places of the running sweep have an interval and have been tested.
        await Prometheus.QueryUntilAsync(
            "sweepcluster_leaderboard_figure{job='cluster',column='test_acc'} > -Inf and ignoring (position, column) "
            + "sweepcluster_leaderboard_half_width > -Inf",
            samples => samples.Count == 2,
            Cancellation);
    }

    /// <summary>The panels of a dashboard by title, as Grafana shows them now.</summary>
    /// <param name="dashboard">The dashboard's uid.</param>
    /// <param name="job">The job or jobs that are chosen at its top: a regular expression where it takes several.</param>
    internal Task<IReadOnlyDictionary<string, ShownPanel>> ShowAsync(string dashboard, string job) => GrafanaLibrary.ShowAsync(
        Prometheus,
        Dashboard.All.Single(found => found.Uid == dashboard),
        new Dictionary<string, string>
        {
            ["__rate_interval"] = "10s",
            ["__range"] = "15m",
            ["job"] = job,
            ["sweep"] = "same-1",
            ["ranks"] = ".+",
            ["instance"] = ".+",
            ["gpu"] = ".+",
        },
        Cancellation);

    /// <summary>The lines that <c>./sweep leaderboard same-1</c> prints, as cells.</summary>
    internal async Task<ShownTable> ReadTerminalAsync(string job)
    {
        var output = await ReadAsync(job, "leaderboard", "same-1", "--top", "12");
        // Notes about the table follow a blank line.
        var lines = output.Split("\n\n")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        return new(lines[0], lines[1..]);
    }

    /// <summary>Rows of the leaderboard as programs read them.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ReadRowsAsync(string job) =>
    [
        .. (await ReadAsync(job, "leaderboard", "same-1", "--json", "--top", "12")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];

    /// <summary>The trials of the sweep in the results store.</summary>
    internal async Task<IReadOnlyList<StoredTrial>> ReadTrialsAsync(string job) =>
        StoredTrial.Parse(await ReadAsync(job, "export", "same-1", "--format", "json"));

    public async ValueTask DisposeAsync()
    {
        _prometheus?.Dispose();
        _lab.Dispose();
        _cluster.Dispose();
        _laptop.Dispose();
        if (_gpu is not null)
            await _gpu.DisposeAsync();
    }

    private async Task<string> ReadAsync(string job, params IReadOnlyList<string> arguments)
    {
        var (code, output, error) = await Program(job).RunAsync(NoVariables, [.. arguments, "--quiet"]);
        code.ShouldBe(0, error);
        return output;
    }

    private SweepProgram Program(string job) => job switch
    {
        "lab" => _lab,
        "cluster" => _cluster,
        "laptop" => _laptop,
        _ => throw new ArgumentOutOfRangeException(nameof(job), job, "Unknown job."),
    };
}
