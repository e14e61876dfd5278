using Microsoft.AspNetCore.Http;
using SweepCluster.Runtime.Recorded;
using SweepCluster.Telemetry;
using SweepCluster.Telemetry.Gpus;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Silo.Health;

/// <summary>The metrics of this silo: its slots, its calls to the store, the sweeps whose grains it hosts, of a coordinator also the latest
/// sweeps at rest, and those of Orleans. Sends them, and traces, to a collector as well where the environment names one.</summary>
internal sealed class SiloMetrics : IAsyncDisposable
{
    private readonly MetricsOutput _output;
    private readonly RecordedSweeps? _recorded;

    /// <param name="meter">Disposed with this.</param>
    /// <param name="time">Dates the figures.</param>
    /// <param name="recorded">Brings sweeps at rest to the meter; disposed with this. Null: the silo exports only those whose grains it
    /// hosts.</param>
    public SiloMetrics(SweepMeter meter, TimeProvider time, RecordedSweeps? recorded)
    {
        _recorded = recorded;
        var gpus = new NvidiaSmi(time);
        _output = new(
            meter,
            async cancellation =>
            {
                recorded?.Refresh();
                meter.Gpus = await gpus.ReadAsync(cancellation);
            },
            "sweep-silo",
            time,
            "Microsoft.Orleans");
    }

    /// <summary>All metrics, as the answer to Prometheus.</summary>
    public Task WriteAsync(HttpContext context) => _output.WriteAsync(context);

    public async ValueTask DisposeAsync()
    {
        if (_recorded is not null)
            await _recorded.DisposeAsync();
        await _output.DisposeAsync();
    }
}
