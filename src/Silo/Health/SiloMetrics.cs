using SweepCluster.Contracts.Telemetry;
using SweepCluster.Training;

namespace SweepCluster.Silo.Health;

/// <summary>The metrics of this silo: its slots, its calls to the store, and the sweeps whose grains it hosts.</summary>
internal sealed class SiloMetrics(SweepMeter meter, TimeProvider time) : IDisposable
{
    private readonly TextExposition _exposition = new(meter);
    private readonly NvidiaSmi _gpus = new(time);
    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>In Prometheus' text format.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            meter.Gpus = await _gpus.ReadAsync(cancellation);
            return _exposition.Read();
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose()
    {
        _exposition.Dispose();
        meter.Dispose();
        _reading.Dispose();
    }
}
