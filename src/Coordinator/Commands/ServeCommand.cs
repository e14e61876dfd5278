using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SweepCluster.Api;
using SweepCluster.Api.Http;
using SweepCluster.Api.Server;
using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep serve</c>: the HTTP API and the dashboard over the sweeps of this machine, until it is stopped.</summary>
internal static class ServeCommand
{
    private const int MaxConnections = 100_000;

    private static readonly TimeSpan WatchPatience = TimeSpan.FromSeconds(5);

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var listen = ListenOption();
        var silos = new Option<string?>("--silos")
        {
            Description = "Run sweeps on a cluster: localhost[:GATEWAYPORT], or postgres to find its silos by the database of --postgres. "
                + "Default: on this machine.",
            HelpName = "PLACE",
        };
        var data = new Option<string[]>("--allow-data")
        {
            Description = "A folder whose data sets API users may name (idx:FOLDER); may be repeated. Default: none.",
            HelpName = "DIR",
        };
        var rate = new Option<int>("--rate")
        {
            Description = "Requests a minute that one key, or one address, may make.",
            HelpName = "N",
            DefaultValueFactory = _ => 6000,
        };
        var connections = new Option<int>("--connections")
        {
            Description = "Connections that one address may hold at once. Behind a proxy, all come from its address.",
            HelpName = "N",
            DefaultValueFactory = _ => ApiOptions.DefaultConnections,
        };
        var health = new Option<int?>("--health-port")
        {
            Description = "A port for /health alone, at the address of --listen, so that probes are answered under a flood. Default: none.",
            HelpName = "PORT",
        };
        var command = new Command("serve", "Serve the HTTP API and the dashboard, and run the sweeps that are submitted to it.")
        {
            listen, silos, data, rate, connections, health,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = options.Read(parsed).RequireLocal("serve");
            var requests = parsed.GetValue(rate);
            if (requests < 1)
                throw new SweepException($"--rate: {requests} is not possible. Give a number of requests, 1 or more.");
            var endpoint = ApiOptions.ParseListen(parsed.GetRequiredValue(listen));
            var served = new ApiOptions(endpoint, settings.Home)
            {
                AllowedData = [.. (parsed.GetValue(data) ?? []).Select(AllowedFolder)],
                RequestsPerMinute = requests,
                ConnectionsPerAddress = Connections(parsed.GetValue(connections)),
                HealthPort = HealthPort(parsed.GetValue(health), endpoint.Port),
            };
            var place = parsed.GetValue(silos) is { } given ? SilosPlace.Parse(given) : null;
            if (place is not null)
                settings.RefuseLogFile();
            await using var store = host.OpenStore(settings);
            await using var metrics = new EmbeddedMetrics(ResultStores.Writable(store), host.Time);
            await using var runtime = place is null
                ? host.OpenRuntime(settings, metrics.Store)
                : await ClusterRuntime.ConnectAsync(place, settings.Postgres, TlsFiles.FromEnvironment(), cancellation);
            return await ServeAsync(
                new(host, settings, store, parsed.InvocationConfiguration.Output, cancellation), served, runtime, metrics);
        });
        return command;
    }

    private static int Connections(int given) => given is >= 1 and <= MaxConnections
        ? given
        : throw new SweepException($"--connections: {given} is not possible. Give a number from 1 to {MaxConnections}.");

    private static int? HealthPort(int? given, int listened) => given switch
    {
        < 1 or > ushort.MaxValue => throw new SweepException($"--health-port: {given} is not a valid port. Give a number from 1 to 65535."),
        { } port when port == listened =>
            throw new SweepException($"--health-port: {port} is the port of --listen as well. Give two different ports."),
        _ => given,
    };

    private static string AllowedFolder(string folder) => string.IsNullOrWhiteSpace(folder)
        ? throw new SweepException("--allow-data: the path is empty. Give a folder of data sets.")
        : UserPath.Full(folder);

    public static Option<string> ListenOption() => new("--listen")
    {
        Description = "Where to listen. Other addresses than this machine's own loopback need API keys, see `./sweep keys`.",
        HelpName = "URL",
        DefaultValueFactory = _ => ApiOptions.DefaultListen,
    };

    /// <summary>Serves what the runtime runs until the user stops it, and then lets go of the runtime.</summary>
    // Apart from what every verb calls: only this loads the web server.
    public static async Task<int> ServeAsync(CommandScope scope, ApiOptions options, ISweepRuntime runtime, EmbeddedMetrics metrics)
    {
        metrics.Watch(runtime);
        using var interruption = scope.Host.Listen();
        using var checkpoints = CheckpointStores.Open(scope.Settings);
        var backend = Backend(scope with { Store = metrics.Store }, runtime, checkpoints) with { Metrics = metrics };
        await using var server = await ApiServer.StartAsync(
            options, backend, scope.Host.Time, scope.Settings.Quiet ? null : Log, scope.Cancellation);
        await WriteStartAsync(scope, server);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (interruption.Requested.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        await scope.Output.WriteLineAsync("Stopping: trials are writing their checkpoints. Press Ctrl-C again to stop at once.");
        await scope.Output.FlushAsync();
        // First: it answers until its sweeps have come to rest, so that watchers see how they left off.
        server.Drain();
        await runtime.DisposeAsync();
        await server.FinishWatchesAsync(WatchPatience, scope.Host.Time);
        return ExitCodes.Done;
    }

    /// <param name="checkpoints">What the runtime writes, or silos where they and this server may both look; stay the caller's.</param>
    public static ApiBackend Backend(CommandScope scope, ISweepRuntime runtime, ICheckpointStorage checkpoints) =>
        new(runtime.Service, runtime.ReadThrough(scope.Store), runtime.LoadData)
        {
            Slots = runtime.SlotsAsync,
            ReadTrials = sweep => new(sweep, scope.Settings.Data ?? sweep.Record.DataFolder, checkpoints, cluster: null),
            DataFolder = scope.Settings.Data,
        };

    private static async Task WriteStartAsync(CommandScope scope, ApiServer server)
    {
        await scope.Output.WriteLineAsync($"Serving {scope.Settings.Home} at "
            + $"{server.Address}{(server.IsOpen ? ", without keys: to this machine only." : ", with API keys.")}");
        if (!server.IsOpen && !server.Address.IsLoopback)
            await scope.Output.WriteLineAsync(
                "Keys and results travel unencrypted: put a proxy with TLS before it, or use it in a network that you trust.");
        foreach (var sweep in await scope.Store.ListSweepsAsync(scope.Cancellation))
        {
            if (sweep.Status == SweepStatus.Running && await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation) is null)
                await scope.Output.WriteLineAsync(
                    $"{sweep.Id} was interrupted. Go on with: ./sweep resume {sweep.Id} --cluster {server.Address}");
        }

        await scope.Output.FlushAsync();
    }

    private static void Log(ILoggingBuilder logging) => logging
        .AddFilter("sweep", LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp, console.ColorBehavior) =
            (true, "yyyy-MM-dd HH:mm:ssZ ", true, LoggerColorBehavior.Disabled))
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
