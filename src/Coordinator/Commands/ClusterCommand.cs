using System.CommandLine;
using SweepCluster.Api.Http;
using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Runtime.Embedded;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep cluster up</c>: silos as child processes of this machine, and the HTTP API over them.</summary>
internal static class ClusterCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var silos = new Option<int>("--silos") { Description = "Number of silos to start.", HelpName = "N", DefaultValueFactory = _ => 2 };
        var slots = new Option<int?>("--slots")
        {
            Description = "Training slots of each silo. Default: the workers, divided among them.",
            HelpName = "N",
        };
        var listen = ServeCommand.ListenOption();
        var up = new Command("up", "Run a test cluster on this machine until it is stopped.") { silos, slots, listen };
        up.ChangeResults(host, options, async (scope, parsed) =>
        {
            var count = parsed.GetValue(silos);
            if (count is < 1 or > 32)
                throw new SweepException($"--silos: {count} is not possible. Give a number from 1 to 32.");
            var perSilo = parsed.GetValue(slots) ?? Math.Max(1, scope.Settings.Workers / count);
            if (perSilo is < 1 or > 1024)
                throw new SweepException($"--slots: {perSilo} is not possible. Give a number from 1 to 1024.");
            scope.Settings.RefuseLogFile();
            var served = new ApiOptions(ApiOptions.ParseListen(parsed.GetRequiredValue(listen)), scope.Settings.Home);
            return await UpAsync(scope, parsed.InvocationConfiguration.Error, count, perSilo, served);
        });
        return new Command("cluster", "Run a cluster of silos.") { up };
    }

    private static async Task<int> UpAsync(CommandScope scope, TextWriter error, int count, int slots, ApiOptions served)
    {
        await using var silos = new LocalSilos(scope.Settings, slots, TextWriter.Synchronized(error), scope.Host.Time, SiloPorts.Find);
        if (await StartAsync(scope, silos, count, slots) is not { } started)
            return ExitCodes.Interrupted;
        await using var runtime = started;
        foreach (var silo in silos.Silos)
            _ = ReportExitAsync(silo, scope.Output);
        await using var metrics = new EmbeddedMetrics(scope.Writable, scope.Host.Time);
        return await ServeCommand.ServeAsync(scope, served, runtime, metrics);
    }

    /// <summary>Starts the silos and connects to them. Null if the user stopped the start.</summary>
    private static async Task<ISweepRuntime?> StartAsync(CommandScope scope, LocalSilos silos, int count, int slots)
    {
        using var interruption = scope.Host.Listen();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(scope.Cancellation, interruption.Requested);
        // Every process has read its files when this method returns, so they are deleted then.
        using var keys = ClusterKeys.Create(scope.Host.Time);
        try
        {
            for (var number = 0; number < count; number++)
            {
                var silo = await silos.AddAsync(keys.Files, stop.Token);
                await scope.Output.WriteLineAsync(
                    $"silo {number}: {slots} slots, process {silo.Id}, metrics at http://127.0.0.1:{silo.Ports.Http}/metrics");
            }

            return await ClusterRuntime.ConnectAsync(silos.Place, scope.Settings.Postgres, keys.Files, stop.Token);
        }
        // In a terminal, Ctrl-C stops the silos as well, and each fails in its own way.
        catch (Exception) when (interruption.Requested.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task ReportExitAsync(SiloProcess silo, TextWriter output)
    {
        await silo.Exited;
        await output.WriteLineAsync($"silo {silo.Number} has ended.");
    }
}
