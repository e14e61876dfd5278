using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SweepCluster.Model;
using SweepCluster.Runtime.Embedded;

namespace SweepCluster.Api.Metrics;

/// <summary>Serves only <c>/metrics</c>, on this machine's loopback, while a sweep runs in this process.</summary>
public sealed class MetricsServer : IAsyncDisposable
{
    private static readonly string[] LocalHosts = ["localhost", "127.0.0.1"];

    private readonly WebApplication _app;

    private MetricsServer(WebApplication app, ScrapeRhythm rhythm) => (_app, Rhythm) = (app, rhythm);

    /// <summary>How often the metrics are read.</summary>
    public ScrapeRhythm Rhythm { get; }

    /// <summary>The address, with the port that the server listens at.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="metrics">What is served.</param>
    /// <param name="port">0: a free one.</param>
    /// <param name="time">Measures how often the metrics are read.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="SweepException">The port is taken.</exception>
    public static async Task<MetricsServer> StartAsync(
        EmbeddedMetrics metrics, int port, TimeProvider time, CancellationToken cancellation)
    {
        var rhythm = new ScrapeRhythm(time);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, metrics, rhythm));
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new SweepException(
                $"--metrics-port: {port} can't be listened at: {taken.Message.TrimEnd('.')}. Choose another port.",
                SweepErrorKind.Environment,
                taken);
        }

        return new(app, rhythm);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, EmbeddedMetrics metrics, ScrapeRhythm rhythm)
    {
        // A page whose name was made to resolve to this machine is recognised by its host.
        if (!LocalHosts.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return Refuse(context, StatusCodes.Status403Forbidden);
        if (context.Request.Path != "/metrics")
            return Refuse(context, StatusCodes.Status404NotFound);
        return HttpMethods.IsGet(context.Request.Method)
            ? ReadAsync(context, metrics, rhythm)
            : Refuse(context, StatusCodes.Status405MethodNotAllowed);
    }

    private static async Task ReadAsync(HttpContext context, EmbeddedMetrics metrics, ScrapeRhythm rhythm)
    {
        var end = rhythm.Begin();
        await metrics.WriteAsync(context);
        await context.Response.CompleteAsync();
        end();
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>A lifetime that ignores signals, which the command line handles.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
