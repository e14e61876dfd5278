using Microsoft.AspNetCore.Http;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry;

/// <summary>The outputs of a process's metrics: the page for Prometheus and, if the environment names a collector, OTLP. Before each
/// output, figures are refreshed, by one caller at a time.</summary>
public sealed class MetricsOutput : IAsyncDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly SweepMeter _meter;
    private readonly Func<CancellationToken, Task> _refresh;
    private readonly PrometheusPage _page;
    private readonly OtlpExport? _export;

    /// <param name="meter">The meter, which is disposed with the output.</param>
    /// <param name="refresh">Refreshes the meter's figures.</param>
    /// <param name="service">The name of the process for a collector.</param>
    /// <param name="otherMeters">Names of further meters to output.</param>
    public MetricsOutput(
        SweepMeter meter, Func<CancellationToken, Task> refresh, string service, TimeProvider time,
        params IReadOnlyList<string> otherMeters)
    {
        (_meter, _refresh) = (meter, refresh);
        _page = new(meter, otherMeters);
        _export = OtlpExport.Start(meter, RefreshAsync, service, time, otherMeters);
    }

    /// <summary>All metrics, as the answer to Prometheus.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        await RefreshAsync(context.RequestAborted);
        await _page.WriteAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_export is not null)
            await _export.DisposeAsync();
        _page.Dispose();
        _meter.Dispose();
        _reading.Dispose();
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            await _refresh(cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }
}
