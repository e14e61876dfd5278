using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry;

/// <summary>The metrics in the form of OpenTelemetry's exporter for Prometheus: as text or OpenMetrics, whichever the scraper
/// prefers.</summary>
internal sealed class PrometheusPage : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SweepMeter _meter;
    private readonly IReadOnlyList<string> _otherMeters;
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private Generation _present;
    private Generation? _previous;

    public PrometheusPage(SweepMeter meter, IReadOnlyList<string> otherMeters)
    {
        (_meter, _otherMeters) = (meter, otherMeters);
        _present = Begin();
    }

    /// <summary>Reads all instruments, and writes their values as the answer.</summary>
    public Task WriteAsync(HttpContext context) => Present().Answer(context);

    public void Dispose()
    {
        _present.Provider.Dispose();
        _previous?.Provider.Dispose();
        _services.Dispose();
    }

    private Generation Present()
    {
        lock (_gate)
        {
            if (SweepViews.IsFull(_meter, _present.Used))
            {
                // A scrape that reads from the present one ends long before the next generation replaces it.
                _previous?.Provider.Dispose();
                (_previous, _present) = (_present, Begin());
            }

            return _present;
        }
    }

    private Generation Begin()
    {
        var provider = Sdk.CreateMeterProviderBuilder().AddSweeps(_meter, _otherMeters).AddPrometheusExporter(options =>
        {
            // Neither contains information about a sweep.
            (options.ScopeInfoEnabled, options.TargetInfoEnabled) = (false, false);
            options.ScrapeResponseCacheDurationMilliseconds = 0;
        }).Build();
        var pipeline = new ApplicationBuilder(_services);
        pipeline.UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return new(provider, pipeline.Build(), SweepViews.Used(_meter));
    }

    /// <param name="Used">See <see cref="SweepViews.Used"/>, as of when it began.</param>
    private sealed record Generation(MeterProvider Provider, RequestDelegate Answer, (long Sweeps, long Texts) Used);
}
