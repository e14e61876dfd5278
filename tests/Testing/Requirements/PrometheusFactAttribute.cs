using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Requirements;

/// <summary>An integration test that needs Prometheus and promtool; skipped with the reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : IntegrationFactAttribute
{
    public PrometheusFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Prometheus;
}

/// <summary>Cases of an integration test that needs Prometheus and promtool.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusTheoryAttribute : IntegrationTheoryAttribute
{
    public PrometheusTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Prometheus;
}
