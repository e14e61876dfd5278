using System.CommandLine;
using System.Net;
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
using SweepCluster.Results.Predictions;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep serve</c>: the HTTP API and the dashboard over the sweeps of this machine, until it is stopped.</summary>
internal static class ServeCommand
{
    public const string PublicUrlVariable = "SWEEP_PUBLIC_URL";
    public const string ProxiesVariable = "SWEEP_TRUSTED_PROXIES";

    private const int MaxConnections = 100_000;

    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Maximum time that the start of the server waits for the check of the place of checkpoints.</summary>
    private static readonly TimeSpan CheckpointTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long silos are waited for before the server starts without them.</summary>
    private static readonly TimeSpan SilosTimeout = TimeSpan.FromSeconds(3);

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
            Description = "Maximum requests a minute of one key, or of one address.",
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
            Description = "A port for /health alone, at the address of --listen, so that probes work under heavy load. Default: none.",
            HelpName = "PORT",
        };
        var url = new Option<string?>("--public-url")
        {
            Description = "Where browsers reach the dashboard if a proxy stands before it, such as https://sweeps.example.org. "
                + $"Default: {PublicUrlVariable}, else the address in their requests.",
            HelpName = "URL",
        };
        var proxies = new Option<string[]>("--trusted-proxy")
        {
            Description = "Address or network of proxies whose X-Forwarded-For, -Proto and -Host headers are believed; may be repeated. "
                + $"Default: those of {ProxiesVariable}, separated by commas, else none.",
            HelpName = "CIDR",
        };
        var exported = new Option<int>("--metrics-sweeps")
        {
            Description = "Sweeps that /metrics shows at most: those that run here and the latest ones of the results store. "
                + "With --silos, the silos show them.",
            HelpName = "N",
            DefaultValueFactory = _ => SweepBoard.DefaultSweeps,
        };
        var command = new Command("serve", "Serve the HTTP API and the dashboard, and run the sweeps that are submitted to it.")
        {
            listen, silos, data, rate, connections, health, url, proxies, exported,
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
                PublicUrl = PublicUrl(parsed.GetValue(url)),
                TrustedProxies = TrustedProxies(parsed.GetValue(proxies) ?? []),
            };
            var place = parsed.GetValue(silos) is { } given ? SilosPlace.Parse(given) : null;
            var sweeps = MetricsSweeps(parsed.GetValue(exported));
            if (place is not null)
                settings.RefuseLogFile();
            await using var store = host.OpenStore(settings);
            await using var metrics = new EmbeddedMetrics(ResultStores.Writable(store), host.Time, place is null ? sweeps : null);
            await using var runtime = place is null
                ? host.OpenRuntime(settings with { RequiresCheckpoints = false }, metrics.Store)
                : await ClusterRuntime.BeginAsync(place, settings.Postgres, TlsFiles.FromEnvironment(), SilosTimeout, cancellation);
            return await ServeAsync(
                new(host, settings, store, parsed.InvocationConfiguration.Output, cancellation), served, runtime, metrics);
        });
        return command;
    }

    private static int Connections(int given) => given is >= 1 and <= MaxConnections
        ? given
        : throw new SweepException($"--connections: {given} is not possible. Give a number from 1 to {MaxConnections}.");

    private static int MetricsSweeps(int given) => given is >= 1 and <= SweepBoard.SweepLimit
        ? given
        : throw new SweepException($"--metrics-sweeps: {given} is not possible. Give a number from 1 to {SweepBoard.SweepLimit}.");

    private static int? HealthPort(int? given, int listened) => given switch
    {
        < 1 or > ushort.MaxValue => throw new SweepException($"--health-port: {given} is not a valid port. Give a number from 1 to 65535."),
        { } port when port == listened =>
            throw new SweepException($"--health-port: {port} is the port of --listen as well. Give two different ports."),
        _ => given,
    };

    private static Uri? PublicUrl(string? given)
    {
        var (url, place) = given is { Length: > 0 }
            ? (given, "--public-url")
            : (Environment.GetEnvironmentVariable(PublicUrlVariable), PublicUrlVariable);
        return string.IsNullOrWhiteSpace(url) ? null : ApiOptions.ParsePublicUrl(url.Trim(), place);
    }

    private static IReadOnlyList<IPNetwork> TrustedProxies(string[] given)
    {
        const StringSplitOptions trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var (proxies, place) = given.Length > 0
            ? (given, "--trusted-proxy")
            : ((Environment.GetEnvironmentVariable(ProxiesVariable) ?? "").Split(',', trimmed), ProxiesVariable);
        return [.. proxies.Select(proxy => ApiOptions.ParseProxy(proxy, place))];
    }

    private static string AllowedFolder(string folder) => string.IsNullOrWhiteSpace(folder)
        ? throw new SweepException("--allow-data: the path is empty. Give a folder of data sets.")
        : UserPath.Full(folder);

    public static Option<string> ListenOption() => new("--listen")
    {
        Description = "The address to listen at. Other addresses than loopback need API keys; see `./sweep keys`.",
        HelpName = "URL",
        DefaultValueFactory = _ => ApiOptions.DefaultListen,
    };

    /// <summary>Serves the API of a runtime until the user stops it, and then disposes the runtime.</summary>
    // A method of its own, because only this loads the web server.
    public static async Task<int> ServeAsync(CommandScope scope, ApiOptions options, ISweepRuntime runtime, EmbeddedMetrics metrics)
    {
        metrics.Watch(runtime);
        using var interruption = scope.Host.Listen();
        using var checkpoints = CheckpointStores.Open(scope.Settings);
        var backend = Backend(scope with { Store = metrics.Store }, runtime, checkpoints) with { Metrics = metrics };
        await using var server = await ApiServer.StartAsync(
            options, backend, scope.Host.Time, scope.Settings.Quiet ? null : Log, scope.Cancellation);
        await WriteStartAsync(scope, server, options.PublicUrl, backend);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (interruption.Requested.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        await scope.Output.WriteLineAsync("Stopping: trials are writing their checkpoints. Press Ctrl-C again to stop at once.");
        await scope.Output.FlushAsync();
        // Drained first: the runtime answers until its sweeps have stopped, so that watchers see their end.
        server.Drain();
        await runtime.DisposeAsync();
        await server.FinishWatchesAsync(WatchTimeout, scope.Host.Time);
        return ExitCodes.Done;
    }

    /// <summary>Creates what the server serves.</summary>
    /// <param name="checkpoints">The checkpoints that the runtime or the silos of its cluster write; the caller disposes them.</param>
    public static ApiBackend Backend(CommandScope scope, ISweepRuntime runtime, ICheckpointStorage checkpoints) =>
        new(runtime.Service, runtime.ReadThrough(scope.Store), runtime.LoadData)
        {
            Slots = runtime.SlotsAsync,
            Obstacle = () => runtime.Obstacle,
            Networks = new TrialNetworks(new(
                checkpoints, scope.Settings.Data, runtime.RunsElsewhere ? SourceReader.ClusterServer : SourceReader.Server)),
            FindCheckpointProblem = cancellation =>
                FindCheckpointProblemAsync(checkpoints, scope.Settings, runtime.RunsElsewhere, cancellation),
            DataFolder = scope.Settings.Data,
        };

    // The server of a cluster only reads checkpoints.
    private static async Task<string?> FindCheckpointProblemAsync(
        ICheckpointStorage checkpoints, CommandSettings settings, bool onlyReads, CancellationToken cancellation)
    {
        try
        {
            if (onlyReads)
                await checkpoints.CheckReadingAsync(GlobalOptions.CheckpointsOption, cancellation);
            else
                await checkpoints.CheckAsync(settings.CheckpointOption, cancellation);
            return null;
        }
        catch (SweepException refusal)
        {
            return refusal.Message;
        }
    }

    private static async Task WriteStartAsync(CommandScope scope, ApiServer server, Uri? publicUrl, ApiBackend backend)
    {
        await scope.Output.WriteLineAsync($"Serving {scope.Settings.Home} at "
            + $"{server.Address}{(server.IsOpen ? ", without keys: to this machine only." : ", with API keys.")}");
        if (publicUrl is not null)
            await scope.Output.WriteLineAsync($"Browsers reach it at {publicUrl}");
        if (!server.IsOpen && !server.Address.IsLoopback && publicUrl?.Scheme != Uri.UriSchemeHttps)
            await scope.Output.WriteLineAsync(
                "Keys and results travel unencrypted: put a proxy with TLS before it, or use it in a network that you trust.");
        if (backend.Obstacle() is { } obstacle)
            await scope.Output.WriteLineAsync($"Not ready: {obstacle}. It connects when one is.");
        await scope.Output.FlushAsync();
        if (await FindCheckpointProblemInTimeAsync(scope, backend) is { } checkpointProblem)
            await scope.Output.WriteLineAsync($"{checkpointProblem} Until then, /health/ready reports that the server is not ready.");
        foreach (var sweep in await scope.Store.ListSweepsAsync(scope.Cancellation))
        {
            if (sweep.Status == SweepStatus.Running && await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation) is null)
                await scope.Output.WriteLineAsync(
                    $"{sweep.Id} was interrupted. Go on with: ./sweep resume {sweep.Id} --cluster {server.Address}");
        }

        await scope.Output.FlushAsync();
    }

    // The check runs on another thread, because a file server that does not answer blocks it.
    private static async Task<string?> FindCheckpointProblemInTimeAsync(CommandScope scope, ApiBackend backend)
    {
        try
        {
            return await Task.Run(() => backend.FindCheckpointProblem(scope.Cancellation), scope.Cancellation)
                .WaitAsync(CheckpointTimeout, scope.Cancellation);
        }
        catch (TimeoutException)
        {
            return $"Checkpoints in {scope.Settings.CheckpointRoot} can't be used yet: the place does not answer. "
                + "Look at the server that holds it.";
        }
    }

    private static void Log(ILoggingBuilder logging) => logging
        .AddFilter("sweep", LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp, console.ColorBehavior) =
            (true, "yyyy-MM-dd HH:mm:ssZ ", true, LoggerColorBehavior.Disabled))
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
