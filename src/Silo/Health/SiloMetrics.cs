using Microsoft.AspNetCore.Http;
using SweepCluster.Telemetry;
using SweepCluster.Telemetry.Gpus;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Health;

/// <summary>The metrics of this silo: its slots, its calls to the store, the sweeps whose grains it hosts, and those of Orleans where
/// OpenTelemetry writes them. Where the environment names a collector, metrics and traces are sent there as well.</summary>
internal sealed class SiloMetrics : IAsyncDisposable
{
    private readonly MetricsOutput _output;

    public SiloMetrics(SweepMeter meter, TimeProvider time)
    {
        var gpus = new NvidiaSmi(time);
        _output = new(
            meter, async cancellation => meter.Gpus = await gpus.ReadAsync(cancellation), "sweep-silo", time, "Microsoft.Orleans");
    }

    /// <summary>All metrics, as the answer to Prometheus.</summary>
    public Task WriteAsync(HttpContext context) => _output.WriteAsync(context);

    public ValueTask DisposeAsync() => _output.DisposeAsync();
}
