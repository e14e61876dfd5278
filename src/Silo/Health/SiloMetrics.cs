using Microsoft.AspNetCore.Http;
using SweepCluster.Contracts.Telemetry;
using SweepCluster.Telemetry;
using SweepCluster.Training;

namespace SweepCluster.Silo.Health;

/// <summary>The metrics of this silo: its slots, its calls to the store, the sweeps whose grains it hosts, and those of Orleans where OpenTelemetry writes
/// them. Sends them, and traces, to a collector as well where the environment names one.</summary>
internal sealed class SiloMetrics : IAsyncDisposable
{
    private const string OrleansMeter = "Microsoft.Orleans";

    private readonly SweepMeter _meter;
    private readonly IMetricsPage _page;
    private readonly NvidiaSmi _gpus;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly OtlpExport? _export;

    public SiloMetrics(SweepMeter meter, TimeProvider time)
    {
        _meter = meter;
        _page = MetricsPages.Create(meter, wanted: null, OrleansMeter);
        _gpus = new(time);
        _export = OtlpExport.Start(meter, RefreshAsync, "sweep-silo", time, OrleansMeter);
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
            _meter.Gpus = await _gpus.ReadAsync(cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }
}
