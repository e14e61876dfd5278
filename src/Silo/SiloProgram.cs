using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SweepCluster.Client.Orleans;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Files;
using SweepCluster.Runtime.Recorded;
using SweepCluster.Silo.Configuration;
using SweepCluster.Silo.Health;
using SweepCluster.Silo.Training;
using SweepCluster.Storage.Postgres;
using SweepCluster.Storage.Sqlite;

namespace SweepCluster.Silo;

/// <summary>The silo as a process: store, Orleans, slots and health endpoints, built from its configuration.</summary>
internal sealed class SiloProgram : IAsyncDisposable
{
    private static readonly (string Category, LogLevel Level)[] DefaultLevels =
    [
        ("SweepCluster", LogLevel.Information),
        ("Orleans.Runtime.Silo", LogLevel.Error),
        ("Orleans.Runtime.Watchdog", LogLevel.Error),
    ];

    private readonly WebApplication _app;
    private readonly IResultStore _store;
    private readonly SiloTrainers _trainers;
    private readonly SiloMetrics _metrics;

    private SiloProgram(WebApplication app, IResultStore store, SiloTrainers trainers, SiloMetrics metrics) =>
        (_app, _store, _trainers, _metrics) = (app, store, trainers, metrics);

    /// <exception cref="SweepException">The database, a certificate or a trainer is unavailable.</exception>
    public static async Task<SiloProgram> BuildAsync(WebApplicationBuilder builder, SiloOptions options)
    {
        var home = options.Home is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(Environment.CurrentDirectory, "sweepcluster");
        var trainers = SiloTrainers.Create(
            options,
            options.Checkpoints is { Length: > 0 } shared
                ? CheckpointPlace.Parse(shared, SiloOptionsCheck.CheckpointsSetting)
                : Path.Combine(home, "checkpoints"));
        // Waits for a database that starts together with the silos.
        var store = options.Clustering == "postgres"
            ? await Task.Run<IResultStore>(
                () => PostgresResultStore.Open(new(options.Postgres!) { StartTimeout = TimeSpan.FromMinutes(1) }))
            : SqliteResultStore.Open(home);
        var hardware = Hardware.Detect(options, trainers.Devices);
        var setup = new SiloSetup
        {
            Roles = SiloOptionsCheck.RolesOf(options),
            Accelerator = AcceleratorNames.Parse(options.Accelerator)!.Value,
            Device = hardware.Device,
            Slots = hardware.Slots,
            Trainers = trainers,
            Checkpoints = trainers.Checkpoints,
            Store = store,
            Meter = new(TimeProvider.System, options.MetricsSweeps),
            Drain = TimeSpan.FromSeconds(options.DrainSeconds),
            Membership = options.Membership,
        };
        ConfigureLogging(builder.Logging);
        // Added before Orleans: a silo that can't join is stopped as well.
        if (options.StopWithInput)
            builder.Services.AddHostedService<InputWatch>();
        if (PrimaryWatch.IsNeeded(options))
            builder.Services.AddSingleton(options).AddHostedService<PrimaryWatch>();
        builder.Host.UseOrleans(silo => silo.UseMembership(options).UseMutualTls(options.Tls.ToFiles(), "Silo:Tls").UseSweeps(setup));
        // Longer than the drain, so that the drain can finish.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = setup.Drain + TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton<SiloReadiness>();
        if (options.Http.Length > 0)
            builder.WebHost.UseUrls(options.Http);
        else
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();
        var hosts = new HostGuard(options.HostNames);
        app.Use(next => context => hosts.InvokeAsync(context, next));
        app.MapHealth(options.ClusterId);
        var membership = app.Services.GetRequiredService<ISiloStatusOracle>();
        setup.Meter.Silos = () => membership.GetApproximateSiloStatuses(onlyActive: true).Count;
        var recorded = setup.Roles.Contains(SiloLabels.Coordinator)
            ? new RecordedSweeps(
                app.Services.GetRequiredService<IResultStore>(), setup.Meter.Sweeps, TimeProvider.System, withRunning: false)
            : null;
        var metrics = new SiloMetrics(setup.Meter, TimeProvider.System, recorded);
        app.MapMetrics(metrics);
        return new(app, store, trainers, metrics);
    }

    /// <summary>Runs until the process is stopped.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _app.StartAsync();
        }
        catch (Exception) when (_app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A stop was requested during the start.
            return;
        }

        await _app.WaitForShutdownAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _metrics.DisposeAsync();
        await _store.DisposeAsync();
        _trainers.Dispose();
    }

    /// <summary>Logs to standard error, by default from Information on.</summary>
    internal static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        // Added before the rules of the configuration: the last of several rules for a category applies.
        logging.Services.Configure<LoggerFilterOptions>(filter =>
        {
            foreach (var (category, level) in DefaultLevels)
                filter.Rules.Insert(0, new(providerName: null, category, level, filter: null));
        });
        logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp, console.ColorBehavior) =
            (true, "yyyy-MM-dd HH:mm:ssZ ", true, LoggerColorBehavior.Disabled));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
