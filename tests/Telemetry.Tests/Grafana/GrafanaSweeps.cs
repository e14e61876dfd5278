using System.Globalization;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Real sweeps in three homes, all of them called <c>same-1</c>, and a Prometheus that scrapes them: one that had finished before
/// its server was started (job <c>lab</c>), one that runs (job <c>cluster</c>), and one that has finished and whose process is gone (job
/// <c>laptop</c>).</summary>
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
    private PrometheusServer? _prometheus;

    internal PrometheusServer Prometheus => _prometheus!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (GrafanaLibrary.Problem is not null || Testing.Requirements.Requirement.Prometheus is not null)
            return;
        int[] ports = [FreePort.Find(), FreePort.Find(), FreePort.Find()];
        string[] targets = [.. ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"))];
        _prometheus = new([("lab", targets[0]), ("cluster", targets[1]), ("laptop", targets[2])]);
        var lab = await _lab.RunAsync(NoVariables, "run", _lab.WriteSpec(Finished), "--quiet", "--workers", "1");
        lab.Code.ShouldBe(0, lab.Output + lab.Error);
        _lab.Start(NoVariables, "serve", "--listen", $"http://{targets[0]}");
        _cluster.Start(
            NoVariables, "run", _cluster.WriteSpec(Running), "--quiet", "--workers", "1", "--metrics-port", $"{ports[1]}");
        var laptop = await _laptop.RunAsync(
            NoVariables, "run", _laptop.WriteSpec(Finished), "--quiet", "--workers", "1", "--metrics-port", $"{ports[2]}");
        laptop.Code.ShouldBe(0, laptop.Output + laptop.Error);
        foreach (var (job, state) in new[] { ("lab", 1), ("cluster", 1), ("laptop", 0) })
            await Prometheus.QueryUntilAsync($"up{{job='{job}'}} == {state}", samples => samples.Count == 1, Cancellation);
        foreach (var job in new[] { "lab", "cluster", "laptop" })
            await Prometheus.QueryUntilAsync(
                $"last_over_time(sweepcluster_leaderboard_cell{{job='{job}'}}[5m])", samples => samples.Count > 0, Cancellation);
        // A leader of the running sweep has an interval and has been tested.
        await Prometheus.QueryUntilAsync(
            "sweepcluster_leaderboard_figure{job='cluster',rank='1',column='test_acc'} > -Inf and ignoring (position, column) "
            + "sweepcluster_leaderboard_half_width > -Inf",
            samples => samples.Count > 0,
            Cancellation);
    }

    /// <summary>The lines that <c>./sweep leaderboard same-1</c> prints, as cells.</summary>
    internal async Task<ShownTable> TerminalAsync(string job)
    {
        var (code, output, error) = await Program(job).RunAsync(NoVariables, "leaderboard", "same-1", "--quiet", "--top", "10");
        code.ShouldBe(0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        return new(lines[0], lines[1..]);
    }

    /// <summary>Rows of the leaderboard as programs read them, a line of JSON each.</summary>
    internal async Task<string[]> RowsAsync(string job) =>
        (await Program(job).RunAsync(NoVariables, "leaderboard", "same-1", "--json", "--top", "10")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ValueTask DisposeAsync()
    {
        _prometheus?.Dispose();
        _lab.Dispose();
        _cluster.Dispose();
        _laptop.Dispose();
        return ValueTask.CompletedTask;
    }

    private SweepProgram Program(string job) => job switch
    {
        "lab" => _lab,
        "cluster" => _cluster,
        "laptop" => _laptop,
        _ => throw new ArgumentOutOfRangeException(nameof(job), job, "Unknown job."),
    };
}
