using System.CommandLine;
using SweepCluster.Api.Metrics;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Telemetry;

namespace SweepCluster.Coordinator.Commands;

/// <summary>The option <c>--metrics-port N</c> of the commands that run a sweep in this process.</summary>
internal static class MetricsPort
{
    private const int MaxPort = 65535;

    /// <summary>A shorter wait is not announced.</summary>
    private static readonly TimeSpan NoticedWait = TimeSpan.FromSeconds(2);

    public static Option<int?> CreateOption() => new("--metrics-port")
    {
        Description = "While the sweep runs, serve its metrics for Prometheus at http://127.0.0.1:N/metrics. "
            + "The end waits until Prometheus has read the last figures.",
        HelpName = "N",
    };

    /// <summary>Runs a command, and measures its store and its runtime if a port is given, or a collector for metrics and traces.</summary>
    /// <param name="act">Receives the scope, and a callback that it must call with the runtime before using it.</param>
    public static Task<int> ActAsync(
        CommandScope scope, ParseResult parsed, Option<int?> option, Func<CommandScope, Action<ISweepRuntime>, Task<int>> act)
    {
        var port = parsed.GetValue(option);
        if (port is not null && scope.Settings.Cluster is not null)
            throw new SweepException(
                "--metrics-port applies to sweeps of this process. Leave it out with --cluster: that server has its own /metrics.");
        if (port is < 1 or > MaxPort)
            throw new SweepException($"--metrics-port: {port} is not a valid port. Give a number from 1 to {MaxPort}.");
        if (scope.Settings.Cluster is not null || (port is null && !IsExportWanted))
            return act(scope, _ => { });
        return MeasuredAsync(scope, port, act);
    }

    // Read here rather than through OtlpExport, whose assembly most runs don't need to load.
    private static bool IsExportWanted => Environment.GetEnvironmentVariable(OtlpExport.Endpoint) is { Length: > 0 };

    // A method of its own, because only this loads the web server.
    private static async Task<int> MeasuredAsync(CommandScope scope, int? port, Func<CommandScope, Action<ISweepRuntime>, Task<int>> act)
    {
        await using var metrics = new EmbeddedMetrics(scope.Writable, scope.Host.Time);
        var measured = scope with { Store = metrics.Store };
        return port is { } number ? await ServeAsync(measured, metrics, number, act) : await act(measured, metrics.Watch);
    }

    private static async Task<int> ServeAsync(
        CommandScope scope, EmbeddedMetrics metrics, int port, Func<CommandScope, Action<ISweepRuntime>, Task<int>> act)
    {
        await using var server = await MetricsServer.StartAsync(metrics, port, scope.Host.Time, scope.Cancellation);
        var code = await act(scope, metrics.Watch);
        if (code != ExitCodes.Interrupted)
            await LetLastFiguresBeReadAsync(scope, server.Rhythm);
        return code;
    }

    /// <summary>What Prometheus read last is what dashboards show of the sweep from now on.</summary>
    private static async Task LetLastFiguresBeReadAsync(CommandScope scope, ScrapeRhythm rhythm)
    {
        if (rhythm.Expected is not { } limit)
            return;
        if (scope.Settings is { Quiet: false, Json: false } && limit >= NoticedWait)
        {
            await scope.Output.WriteLineAsync(
                $"Waiting {Math.Ceiling(limit.TotalSeconds):F0} seconds at most until Prometheus has read the last figures. "
                + "Press Ctrl-C to end at once.");
            await scope.Output.FlushAsync();
        }

        using var interruption = scope.Host.Listen();
        await rhythm.WaitAsync(limit, interruption.Requested);
    }
}
