using Microsoft.AspNetCore.Http;

namespace SweepCluster.Telemetry;

/// <summary>Answers Prometheus with the metrics of a process.</summary>
public interface IMetricsPage : IDisposable
{
    /// <summary>Reads all instruments, and writes what they measure as the answer.</summary>
    Task WriteAsync(HttpContext context);
}
