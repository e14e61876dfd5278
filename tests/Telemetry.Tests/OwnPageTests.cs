namespace SweepCluster.Telemetry.Tests;

public sealed class OwnPageTests() : MetricsPageContract(MetricsPages.Own);
