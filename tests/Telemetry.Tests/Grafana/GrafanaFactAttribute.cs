using System.Runtime.CompilerServices;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>An integration test that needs Grafana's library and Prometheus; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GrafanaFactAttribute : IntegrationFactAttribute
{
    public GrafanaFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Prometheus ?? GrafanaLibrary.Problem;
}
