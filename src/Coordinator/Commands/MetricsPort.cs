using System.CommandLine;
using SweepCluster.Contracts;
using SweepCluster.Coordinator.Metrics;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>--metrics-port N</c> of the verbs that run a sweep in this process.</summary>
internal static class MetricsPort
{
    private const int Most = 65535;

    public static Option<int?> CreateOption() => new("--metrics-port")
    {
        Description = "While the sweep runs, serve its metrics for Prometheus at http://127.0.0.1:N/metrics.",
        HelpName = "N",
    };

    /// <summary>Acts, with its store and its runtime measured where a port is given.</summary>
    /// <param name="act">Gets the scope to work in, and whom to tell of the runtime before it does anything.</param>
    public static Task<int> ActAsync(CommandScope scope, int? port, Func<CommandScope, Action<ILocalRuntime>, Task<int>> act) => port switch
    {
        null => act(scope, _ => { }),
        _ when scope.Settings.Cluster is not null =>
            throw new SweepException("--metrics-port is about sweeps that run in this process. Leave it out with --cluster: that server has /metrics itself."),
        < 1 or > Most => throw new SweepException($"--metrics-port: {port} is no port. Give a number from 1 to {Most}."),
        { } number => ServeAsync(scope, number, act),
    };

    // Apart from what every run calls: only this loads the web server.
    private static async Task<int> ServeAsync(CommandScope scope, int port, Func<CommandScope, Action<ILocalRuntime>, Task<int>> act)
    {
        using var metrics = new EmbeddedMetrics(scope.Store, scope.Host.Time);
        await using var server = await MetricsServer.StartAsync(metrics, port, scope.Cancellation);
        return await act(scope with { Store = metrics.Store }, metrics.Watch);
    }
}
