using Microsoft.AspNetCore.Http;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Telemetry;

/// <summary>The ways in which a process's metrics leave it: the page that Prometheus asks for and, where the environment names a collector,
/// OTLP. Before either, figures are brought up to date, by one asker at a time.</summary>
public sealed class MetricsOutput : IAsyncDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly SweepMeter _meter;
    private readonly Func<CancellationToken, Task> _refresh;
    private readonly PrometheusPage _page;
    private readonly OtlpExport? _export;

    /// <param name="meter">Disposed with this.</param>
    /// <param name="refresh">Brings the meter's figures up to date.</param>
    /// <param name="service">What the process calls itself to a collector.</param>
    /// <param name="otherMeters">Names of meters that go out as well.</param>
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
