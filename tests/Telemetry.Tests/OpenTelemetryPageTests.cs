namespace SweepCluster.Telemetry.Tests;

/// <summary>The contract over the exporter of OpenTelemetry.</summary>
public sealed class OpenTelemetryPageTests() : MetricsPageContract(MetricsPages.OpenTelemetry);
