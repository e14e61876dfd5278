namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A line of a time series as Grafana shows it.</summary>
/// <param name="Name">The line's legend.</param>
/// <param name="Last">The text of the last value.</param>
internal sealed record ShownSeries(string Name, string Last);
