using SweepCluster.Contracts;
using SweepCluster.Contracts.Telemetry;

namespace SweepCluster.Telemetry;

/// <summary>Who writes <c>/metrics</c>: OpenTelemetry's exporter where the build found it, else our own writer.</summary>
public static class MetricsPages
{
    /// <summary>Which one is wanted.</summary>
    public const string Variable = "SWEEP_METRICS_WRITER";

    public const string Own = "own";

    public const string OpenTelemetry = "opentelemetry";

    /// <summary>Whether OpenTelemetry's exporter is built in.</summary>
    public static bool HasOpenTelemetry =>
#if HAS_PROMETHEUS_EXPORTER
        true;
#else
        false;
#endif

    /// <param name="wanted"><see cref="Own"/>, <see cref="OpenTelemetry"/> or null: as the environment says, else the best there is.</param>
    /// <param name="otherMeters">Names of meters whose instruments OpenTelemetry's exporter writes as well. Our own writer leaves them out.</param>
    /// <exception cref="SweepException">There is no such writer, or not in this build.</exception>
    public static IMetricsPage Create(SweepMeter meter, string? wanted = null, params IReadOnlyList<string> otherMeters)
    {
        wanted ??= Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : HasOpenTelemetry ? OpenTelemetry : Own;
        return wanted switch
        {
            Own => new OwnPage(meter),
#if HAS_PROMETHEUS_EXPORTER
            OpenTelemetry => new OpenTelemetryPage(meter, otherMeters),
#else
            OpenTelemetry => throw new SweepException(
                $"{Variable}: this build has no OpenTelemetry.Exporter.Prometheus.AspNetCore. `./sweep setup` asks the package feed for it; '{Own}' needs no package."),
#endif
            _ => throw new SweepException($"{Variable}: there is no writer '{wanted}'. Give '{Own}' or '{OpenTelemetry}', or leave it out."),
        };
    }
}
