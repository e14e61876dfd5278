using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing.Telemetry;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>Plays a silo with a GPU, which this machine may lack: this program's instruments with made-up figures, and
/// Orleans' as a real silo writes them.</summary>
internal sealed class GpuSilo : IAsyncDisposable
{
    private readonly SweepMeter _meter = new(TimeProvider.System);
    private readonly TextExposition _exposition;
    private readonly WebApplication _app;
    private int _read;

    private GpuSilo()
    {
        _exposition = new(_meter);
        _meter.Gpus = [new(0, 0.05, 1L << 30, 80L << 30)];
        _meter.Slots = () => [new(0, _read, 1000, 10)];
        _meter.Accelerator = "gpu";
        _meter.Silos = () => 3;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Host and port.</summary>
    public string Target => new Uri(_app.Urls.First()).Authority;

    public static async Task<GpuSilo> StartAsync()
    {
        var silo = new GpuSilo();
        await silo._app.StartAsync(TestContext.Current.CancellationToken);
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _exposition.Dispose();
        _meter.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var calls = Interlocked.Increment(ref _read);
        context.Response.ContentType = TextExposition.ContentType;
        return context.Response.WriteAsync(_exposition.Read() + $$"""
            # TYPE orleans_app_requests_latency_milliseconds histogram
            orleans_app_requests_latency_milliseconds_bucket{le="5"} {{calls}}
            orleans_app_requests_latency_milliseconds_bucket{le="+Inf"} {{calls}}
            orleans_app_requests_latency_milliseconds_sum {{calls}}
            orleans_app_requests_latency_milliseconds_count {{calls}}
            # TYPE orleans_catalog_activations gauge
            orleans_catalog_activations{grain_type="sweep"} 1

            """);
    }
}
