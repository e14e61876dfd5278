using SweepCluster.Model;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>A metric in Prometheus' format.</summary>
/// <param name="Name"><c>sweepcluster_NOUN_UNIT</c>; counters end in <c>_total</c>.</param>
/// <param name="Help">One sentence for people: what is measured, and in which unit.</param>
/// <param name="Labels">The labels in the order in which they are written; never a trial's index.</param>
public sealed record MetricDescriptor(string Name, MetricKind Kind, string Help, params EquatableArray<string> Labels)
{
    /// <summary>Upper bounds, inclusive and ascending, of a histogram's buckets but the last, which takes the rest.</summary>
    public EquatableArray<double> Bounds { get; init; }
}

public enum MetricKind
{
    /// <summary>A value that only grows while the process lives.</summary>
    Counter,
    Gauge,
    Histogram,
}
