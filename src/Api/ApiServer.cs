using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SweepCluster.Api.Dashboard;
using SweepCluster.Api.Endpoints;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Limits;
using SweepCluster.Api.Security;
using SweepCluster.Api.Server;
using SweepCluster.Client.Messages;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Results.Tables;

namespace SweepCluster.Api;

/// <summary>The HTTP API over a runtime and a results store; described in <c>docs/api.md</c> and
/// <c>docs/adr/0008-http-api.md</c>.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    /// <summary>Keep-alive timeout, longer than that of common proxies: so the proxy closes an idle connection, and not this server while a
    /// request arrives.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(75);

    private static readonly TimeSpan HeadersDeadline = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private readonly ServerState _state;

    private ApiServer(WebApplication app, ServerState state, bool isOpen) => (_app, _state, IsOpen) = (app, state, isOpen);

    /// <summary>The address, with the port that the server listens at.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Whether the server started without keys.</summary>
    public bool IsOpen { get; }

    /// <summary>All endpoints of the server.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>Starts the server, which listens once this returns.</summary>
    /// <exception cref="SweepException">The address is in use, or would need a key and there is none.</exception>
    public static async Task<ApiServer> StartAsync(
        ApiOptions options, ApiBackend backend, TimeProvider time, Action<ILoggingBuilder>? logging, CancellationToken cancellation)
    {
        var file = KeyFile.FromHome(options.Home);
        var keys = new KeyRing(file);
        var isOpen = keys.IsOpen;
        if (isOpen && !IPAddress.IsLoopback(options.Endpoint.Address))
            throw new SweepException($"--listen: {options.Endpoint} can be reached from other machines, so it needs API keys, "
                + $"and {file.Location} holds none. Add one with: ./sweep keys add NAME --scope submit");
        if (isOpen && (options.PublicUrl is not null || options.TrustedProxies.Count > 0))
        {
            var option = options.PublicUrl is null ? "--trusted-proxy" : "--public-url";
            throw new SweepException($"{option}: behind a proxy the server is reached from other machines, so it needs API keys, "
                + $"and {file.Location} holds none. Add one with: ./sweep keys add NAME --scope submit");
        }

        CreateHome(options.Home);
        var state = new ServerState();
        var app = Build(options, backend, time, logging, keys, state);
        try
        {
            await app.StartAsync(cancellation);
            state.Start();
            return new(app, state, isOpen);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            await app.DisposeAsync();
            var isHealth = options.HealthPort is { } port && taken.Message.Contains($":{port}:", StringComparison.Ordinal);
            var place = isHealth ? $"--health-port: {options.HealthPort}" : $"--listen: {options.Endpoint}";
            throw new SweepException(
                $"{place} can't be listened at: {taken.Message.TrimEnd('.')}. Choose another address or port.", SweepErrorKind.Environment,
                taken);
        }
    }

    /// <summary>Stops taking new work; other requests are still answered.</summary>
    public void Drain() => _state.Drain();

    /// <summary>Lets watchers read the ends of sweeps that have stopped; those that take longer than <paramref name="timeout"/> are
    /// cut.</summary>
    public Task FinishWatchesAsync(TimeSpan timeout, TimeProvider time) => _state.UnwatchedAsync(timeout, time);

    public async ValueTask DisposeAsync()
    {
        Drain();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void CreateHome(string home)
    {
        try
        {
            OwnerOnly.CreateFolder(home);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--home: {home} can't be created: {refused.Message.TrimEnd('.')}. Choose another folder.", SweepErrorKind.Environment,
                refused);
        }
    }

    private static WebApplication Build(
        ApiOptions options, ApiBackend backend, TimeProvider time, Action<ILoggingBuilder>? logging, KeyRing keys, ServerState state)
    {
        // Empty: no settings are taken from files of the working folder or from the environment.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = options.Home });
        logging?.Invoke(builder.Logging);
        // A failure to start is reported by its exception, in one line; the web server would log it with its stack as well.
        builder.Logging.AddFilter("Microsoft", level => state.HasStarted && level >= LogLevel.Warning);
        // The handler logs a line for each refused request; the audit log counts these requests.
        builder.Logging.AddFilter(typeof(KeyAuthentication).FullName, LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ApiOptions.MaxBodyBytes;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
            kestrel.Limits.RequestHeadersTimeout = HeadersDeadline;
            Listen(kestrel, options.Endpoint, options, time);
            if (options.HealthPort is { } port)
                Listen(kestrel, new(options.Endpoint.Address, port), options, time);
        });
        ApiDocument.AddServices(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>().AddSingleton(keys).AddSingleton(time);
        builder.Services.AddRouting().AddProblemDetails().AddExceptionHandler(_ => { });
        builder.Services.AddSingleton<Microsoft.AspNetCore.Diagnostics.IExceptionHandler>(
            new FailureAnswer(Path.Combine(options.Home, "logs"), time));
        // A value that a route can't parse becomes a problem in this API's format.
        builder.Services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        builder.Services.AddRateLimiter(limiter => RequestRates.Configure(limiter, options, time));
        KeyAuthentication.AddServices(builder.Services, time);
        builder.Services.AddAuthorization(KeyAuthentication.AddPolicies);

        var app = builder.Build();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("sweep");
        var audit = new AuditNote(new(options.Home), log, time);
        // Disposed after the last answer.
        app.Lifetime.ApplicationStopped.Register(audit.Dispose);
        ForwardedRequests.Use(app, options.TrustedProxies);
        app.Use(next => context => AnswerHeaders.InvokeAsync(context, next));
        app.Use(next => context => audit.InvokeAsync(context, next));
        app.UseExceptionHandler();
        app.UseStatusCodePages(
            unanswered => Problems.FromStatus(unanswered.HttpContext.Response.StatusCode).ExecuteAsync(unanswered.HttpContext));
        if (options.HealthPort is { } port)
            app.Use(next => context => HealthEndpoints.KeepApartAsync(context, port, next));
        app.Use(next => context => new OriginGuard(keys, options.PublicOrigin).InvokeAsync(context, next));
        app.Use(next => context => next(HeadRequests.AsGet(context)));
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use(next => context => UnknownAddress.InvokeAsync(context, next));
        app.UseAuthorization();
        app.Use(next => context => audit.RequireAsync(context, next));
        app.Use(next => context => new KeyRecheck(keys, time).InvokeAsync(context, next));
        Map(app, options, backend, time, state);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endpoint, ApiOptions options, TimeProvider time)
    {
        var log = kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("sweep");
        // Each port has limits of its own, so that a flood of one doesn't close the other.
        var limits = new ConnectionLimits(options.ConnectionsPerAddress, time, log);
        kestrel.Listen(endpoint, listen => listen.Use(next => connection => limits.RunAsync(connection, next)));
    }

    private static void Map(WebApplication app, ApiOptions options, ApiBackend backend, TimeProvider time, ServerState state)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        DashboardEndpoints.Map(app);
        HealthEndpoints.Map(app, backend, state, new(backend.FindCheckpointProblem, time));
        if (backend.Metrics is { } metrics)
            app.MapGet("/metrics", (HttpContext context) => metrics.WriteAsync(context))
                .RequireAuthorization(KeyScope.Read.Name())
                .ExcludeFromDescription();
        var api = app.MapGroup(ApiOptions.Root)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        ServerEndpoint.Map(api, options.Only);
        var sweeps = api.MapGroup("/sweeps").WithTags("Sweeps");
        new SweepEndpoints(backend, new(options.AllowedData), state, options.Only, new(options.SpecTimeout, time)).Map(sweeps);
        var sweep = sweeps.MapGroup("/{id}").RequireAuthorization(KeyScope.Read.Name()).AddEndpointFilter(async (context, next) =>
            await backend.Store.FindSweepAsync($"{context.HttpContext.GetRouteValue("id")}", context.HttpContext.RequestAborted) is null
                ? Problems.NoSweep($"{context.HttpContext.GetRouteValue("id")}")
                : await next(context)).ProducesProblem(StatusCodes.Status404NotFound);
        new OverviewEndpoints(backend, time, app.Lifetime.ApplicationStopping).Map(api, sweep);
        new RecordEndpoints(backend.Store).Map(sweep);
        var tables = new TrialTables(backend.Store, time);
        new TableEndpoint(backend.Store, tables).Map(sweep);
        new ChartEndpoints(backend.Store, tables).Map(sweep);
        new TrialEndpoints(backend).Map(sweep);
        var watch = new WatchEndpoint(backend, state, time, app.Lifetime.ApplicationStopping);
        sweep.MapGet("/watch", watch.WatchAsync).WithName("watchSweep").WithSummary("Follow a sweep")
            .WithDescription("Server-sent events: `snapshot` several times a second, with the sweep, its counts and its running trials; "
                + "then `end`, or `failure` with a problem. Each stream begins with the present, so `Last-Event-ID` is not needed.")
            .Produces<SnapshotMessage>(StatusCodes.Status200OK, EventStream.ContentType);
    }

    /// <summary>A lifetime that ignores signals, which the command line handles.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
