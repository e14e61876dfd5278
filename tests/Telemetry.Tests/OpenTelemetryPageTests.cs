namespace SweepCluster.Telemetry.Tests;

/// <summary>The same of OpenTelemetry's exporter, where the build found it.</summary>
public sealed class OpenTelemetryPageTests : MetricsPageContract
{
    public OpenTelemetryPageTests()
        : base(MetricsPages.OpenTelemetry) =>
        Assert.SkipUnless(MetricsPages.HasOpenTelemetry, "needs OpenTelemetry.Exporter.Prometheus.AspNetCore: ./sweep setup asks the package feed for it");
}
