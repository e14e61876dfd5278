using System.Net;
using System.Runtime.CompilerServices;
using SweepCluster.Api;
using SweepCluster.Api.Http;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Commands;

/// <summary>The dashboard of <c>sweep run --dashboard</c>: served to this machine while the sweep runs.</summary>
internal static class RunDashboard
{
    // Time for watchers to receive how the sweep ended.
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(1);

    /// <exception cref="SweepException">The dashboard can't be served for this call.</exception>
    public static void Check(int port, CommandSettings settings)
    {
        if (port is < 0 or > ushort.MaxValue)
            throw new SweepException(
                $"--dashboard-port: {port} is not a valid port. Give a number from 1 to 65535, or leave it out for a free one.");
        if (settings.Cluster is { } cluster)
            throw new SweepException($"--dashboard: the sweep runs at {cluster}, which serves its dashboard there. "
                + "Open that address in a browser, without --dashboard here.");
    }

    /// <summary>Serves the dashboard until the result is disposed, and prints its address.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="SweepException">The port is taken.</exception>
    // A method of its own, so that the web server is loaded only if it is used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task<IAsyncDisposable> StartAsync(CommandScope scope, SweepRecord sweep, ISweepRuntime runtime, int port)
    {
        var options = new ApiOptions(new(IPAddress.Loopback, port), scope.Settings.Home) { Only = sweep.Id };
        var checkpoints = CheckpointStores.Open(scope.Settings);
        var server = await ApiServer.StartAsync(
            options, ServeCommand.Backend(scope, runtime, checkpoints), scope.Host.Time, logging: null, scope.Cancellation);
        var address = new Uri(server.Address, $"sweeps/{sweep.Id}").ToString();
        await scope.Output.WriteLineAsync(scope.Settings.Json ? Json(address) : $"Dashboard: {address}");
        await scope.Output.FlushAsync();
        return new Ending(server, checkpoints, scope.Host.Time);
    }

    private static string Json(string address) => JsonLine.Object(json =>
    {
        json.WriteString("event", "dashboard");
        json.WriteString("address", address);
    });

    private sealed class Ending(ApiServer server, ICheckpointStorage checkpoints, TimeProvider time) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            server.Drain();
            await server.FinishWatchesAsync(WatchTimeout, time);
            await server.DisposeAsync();
            checkpoints.Dispose();
        }
    }
}
