using Microsoft.AspNetCore.Http;
using SweepCluster.Contracts.Telemetry;

namespace SweepCluster.Telemetry;

/// <summary>The metrics as our own writer shows them: always text format 0.0.4.</summary>
internal sealed class OwnPage(SweepMeter meter) : IMetricsPage
{
    private readonly TextExposition _exposition = new(meter);

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = TextExposition.ContentType;
        await context.Response.WriteAsync(_exposition.Read(), context.RequestAborted);
    }

    public void Dispose() => _exposition.Dispose();
}
