using System.CommandLine;
using System.Globalization;
using SweepCluster.Contracts;
using SweepCluster.Coordinator.Api;
using SweepCluster.Coordinator.Cluster;
using SweepCluster.Coordinator.Metrics;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep cluster up</c>: silos as child processes of this machine, and the HTTP API over them.</summary>
internal static class ClusterCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var silos = new Option<int>("--silos") { Description = "Silos to start.", HelpName = "N", DefaultValueFactory = _ => 2 };
        var slots = new Option<int?>("--slots") { Description = "Training slots of each silo. Default: the workers, divided among them.", HelpName = "N" };
        var listen = ServeCommand.ListenOption();
        var up = new Command("up", "Start a cluster on this machine for trying it, until it is stopped.") { silos, slots, listen };
        up.Act(host, options, async (scope, parsed) =>
        {
            var count = parsed.GetValue(silos);
            if (count is < 1 or > 32)
                throw new SweepException($"--silos: {count} is not possible. Give a number from 1 to 32.");
            var perSilo = parsed.GetValue(slots) ?? Math.Max(1, scope.Settings.Workers / count);
            if (perSilo is < 1 or > 1024)
                throw new SweepException($"--slots: {perSilo} is not possible. Give a number from 1 to 1024.");
            var served = new ApiOptions(ApiOptions.ParseListen(parsed.GetRequiredValue(listen)), scope.Settings.Home);
            return await UpAsync(scope, count, perSilo, served);
        });
        return new Command("cluster", "Run a cluster of silos.") { up };
    }

    private static async Task<int> UpAsync(CommandScope scope, int count, int slots, ApiOptions served)
    {
        var silos = new List<SiloProcess>();
        try
        {
            for (var number = 0; number < count; number++)
            {
                silos.Add(SiloProcess.Start(number, SettingsOf(scope.Settings, slots)));
                // With localhost clustering the first one tells the others of each other.
                await silos[^1].WaitUntilReadyAsync(scope.Host.Time, scope.Cancellation);
                await scope.Output.WriteLineAsync($"silo {number}: {slots} slots, process {silos[^1].Id}");
            }

            await using var runtime = await ClusterRuntime.ConnectAsync(
                scope.Settings.Postgres is null ? SiloProcess.FirstGateway : new SilosPlace(null), scope.Settings.Postgres, TlsFiles.FromEnvironment(), scope.Cancellation);
            foreach (var silo in silos)
                _ = TellExitAsync(silo, scope.Output);
            await using var metrics = new EmbeddedMetrics(scope.Store, scope.Host.Time);
            return await ServeCommand.ServeAsync(scope, served, runtime, metrics);
        }
        finally
        {
            // The first one last: with localhost clustering it keeps the list of the others.
            await Task.WhenAll(silos.Skip(1).Select(silo => silo.DisposeAsync().AsTask()));
            if (silos.Count > 0)
                await silos[0].DisposeAsync();
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> SettingsOf(CommandSettings settings, int slots)
    {
        yield return new("Home", settings.Home);
        yield return new("Slots", slots.ToString(CultureInfo.InvariantCulture));
        if (settings.Data is { } data)
            yield return new("Data", data);
        if (settings.Postgres is not { } postgres)
            yield break;
        yield return new("Clustering", "postgres");
        yield return new("Postgres", postgres);
        yield return new("AdvertisedAddress", "127.0.0.1");
    }

    private static async Task TellExitAsync(SiloProcess silo, TextWriter output)
    {
        await silo.Exited;
        await output.WriteLineAsync($"silo {silo.Number} has ended.");
    }
}
